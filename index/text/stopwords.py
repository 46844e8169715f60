"""Stop words: French words too common to tell one record from another.

They are in lower case without accents. The list is the Snowball project's for French (BSD), with
the words that introduce a need ("je cherche", "j'ai besoin de", "où trouver", "comment faire"),
and "cher": a price says nothing of the need, and the encoder reads the meaning of "pas cher".
"""

STOP_WORDS = frozenset(
    """
    a ai aie aient aies ait alors as au aucun aucune aura aurai auraient aurais aurait auras aurez
    auriez aurions aurons auront aussi autre autres aux avaient avais avait avant avec avez aviez
    avions avoir avons ayant ayez ayons
    bah ben bien bon bonjour bsr bjr
    c ca car ce ceci cela celle celles celui cent ces cet cette ceux chaque chez cher chere cheres
    chers ci comme comment
    d dans de dedans depuis des deux devrait doit donc dont du
    elle elles en encore entre es est et etaient etais etait etant ete etes etiez etions etre eu eue
    eues eurent eus eut eux
    fait faire faites faut fois font fut
    hors
    ici il ils
    j je jai jusqu jusque juste
    l la le les leur leurs lors lorsqu lorsque lui
    m ma mais me meme memes merci mes mieux moi moins mon
    n ne ni nos notre nous
    on ont ou
    par parce pas peu peut peuvent peux plus plusieurs plutot pour pourquoi pourrais pourrait
    puis puisqu puisque
    qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi quoiqu quoique
    s sa salut sans se sera serai seraient serais serait seras serez seriez serions serons seront
    ses seulement si sien soi soient sois soit sommes son sont sous soyez soyons suis sur svp
    t ta tandis te tel telle telles tels tes toi ton tous tout toute toutes tres trop tu
    un une
    va vais vers veut veux voici voila voir vont vos votre voudrais voudrait vous vraiment vs
    y
    aider aide aidez besoin cherche chercher cherchons recherche rechercher souhaite souhaitons
    trouver trouve quelquun
    """.split()  # noqa: SIM905 - a list to be read as text
)
