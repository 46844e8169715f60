"""Spelling: words that exist are left alone, the others are corrected by letters and by sound."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.spelling.corrector import Correction, Corrector
from index.spelling.dictionary import Entry, catalogue_words, with_french
from index.spelling.word_pairs import WordPairs
from index.text.phonetics import phonetic_key

CATALOGUE = (
    "Un atelier reconditionné qui répare un smartphone, un ordinateur, et la téléphonie.",
    "Cette association tient un Repair Café ; une imprimante, un porte-monnaie, une école.",
)
FRENCH = [
    ("pas", 6.2),
    ("cherche", 5.0),
    ("hôpital", 4.8),
    ("haras", 2.5),
    ("vélo", 4.6),
    ("vente", 4.8),
    ("chaton", 3.6),
    ("ratons", 2.4),
    ("maison", 5.4),
]
ENTRIES = with_french(catalogue_words(CATALOGUE), FRENCH)
CORRECTOR = Corrector(ENTRIES)


def corrected(text: str) -> str | None:
    """The text corrected, None when it is left as it is."""
    correction = CORRECTOR.correct(text)
    return None if correction is None else correction.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("smartphone", id="a word of the catalogue"),
        pytest.param("hôpital", id="a word of French"),
        pytest.param("hopital telephonie", id="without its accents"),
        pytest.param("SMARTPHONE", id="capitals"),
        pytest.param("porte-monnaie portemonnaie", id="a compound"),
        pytest.param("l'ordinateur", id="an elision"),
    ],
)
def test_a_word_that_exists_should_be_left_alone(text: str) -> None:
    assert corrected(text) is None


@pytest.mark.parametrize("text", ["vlo", "pc", "mob", "wi-fi"])
def test_a_short_word_should_be_left_alone(text: str) -> None:
    assert corrected(text) is None


@pytest.mark.parametrize("text", ["2cv", "covid19", "ordinateur2", "75011", "3949"])
def test_a_word_with_digits_should_be_left_alone(text: str) -> None:
    assert corrected(text) is None


@pytest.mark.parametrize("text", ["", "… ?", "xzvqw", "خخخخ", "修理电脑设备", "dharas"])
def test_what_is_near_no_word_should_be_left_alone(text: str) -> None:
    assert corrected(text) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("ordinatteur", "ordinateur", id="a letter too many"),
        pytest.param("ordiateur", "ordinateur", id="a letter too few"),
        pytest.param("ordimateur", "ordinateur", id="another letter"),
        pytest.param("ordianteur", "ordinateur", id="two letters exchanged"),
        pytest.param("smartfone", "smartphone", id="phonetic"),
        pytest.param("recondissioné", "reconditionné", id="phonetic, with accents"),
        pytest.param("asossiacion", "association", id="phonetic, far from the letters"),
        pytest.param("téléfoni", "téléphonie", id="accents restored"),
        pytest.param("ecolle", "école", id="first letter with an accent"),
        pytest.param("hôpitale", "hôpital", id="a word of French"),
    ],
)
def test_a_misspelt_word_should_be_corrected(typed: str, expected: str) -> None:
    assert corrected(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lordinateur", "l'ordinateur"),
        ("dassociation", "d'association"),
        ("lécole", "l'école"),
        ("lhopital", "l'hôpital"),
        ("Quimprimante", "qu'imprimante"),
    ],
)
def test_a_missing_apostrophe_should_be_put_back(typed: str, expected: str) -> None:
    assert corrected(typed) == expected


def test_a_missing_apostrophe_and_a_mistake_should_be_corrected_together() -> None:
    assert corrected("lordinatteur") == "l'ordinateur"


@pytest.mark.parametrize(("typed", "expected"), [("kourse", "course"), ("foto", "photo")])
def test_a_word_of_french_should_be_found_by_its_sound(typed: str, expected: str) -> None:
    corrector = Corrector(with_french({}, [("course", 4.9), ("foot", 4.6), ("photo", 5.0)]))
    correction = corrector.correct(typed)
    assert correction is not None
    assert correction.text == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("plak", "plaque", id="letters apart, same sound"),
        pytest.param("kermess", "kermesse", id="a last consonant that is spoken"),
        pytest.param("jardinache", "jardinage", id="nearly the same sound"),
        pytest.param("kou", "cou", id="three letters, by sound alone"),
        pytest.param("zou", None, id="three letters, another sound"),
        pytest.param("kfe", None, id="three letters into a rare word"),
        pytest.param("dns", None, id="an abbreviation"),
    ],
)
def test_a_word_written_by_ear_should_cost_less_than_one_spelled_nearer(
    typed: str, expected: str | None
) -> None:
    french = [("cou", 4.9), ("dans", 6.9), ("fermes", 4.2), ("kermesse", 2.9), ("kfé", 1.0)]
    french += [("jardinage", 4.0), ("jardinier", 4.0), ("plan", 5.2), ("plaque", 4.3)]
    correction = Corrector(with_french({}, sorted(french, key=lambda each: -each[1]))).correct(
        typed
    )
    assert (correction.text if correction else None) == expected


@pytest.mark.parametrize(
    ("typed", "expected"), [("volunteer", None), ("quality", "qualité"), ("kwality", None)]
)
def test_a_word_of_another_language_should_be_corrected_into_what_is_like_it_alone(
    typed: str, expected: str | None
) -> None:
    french = [("volonté", 5.0), ("qualité", 5.0)]
    foreign = [{"volunteer", "quality", "kwality"}]
    correction = Corrector(with_french({}, french), foreign=foreign).correct(typed)
    assert (correction.text if correction else None) == expected


def test_a_rare_word_that_no_dictionary_has_should_be_corrected_into_nothing() -> None:
    french = [("koursk", 2.9), ("course", 4.9)]
    corrector = Corrector(with_french({}, french, {"course"}))
    assert corrector.exists("koursk")
    correction = corrector.correct("kourske")
    assert correction is not None
    assert correction.text == "course"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("une carde", "une carpe"), ("une carde bancaire", "une carte bancaire")],
)
def test_the_words_beside_should_decide_between_words_as_near(text: str, expected: str) -> None:
    french = [("carpe", 4.1), ("carte", 4.0), ("une", 6.9), ("bancaire", 4.4)]
    corrector = Corrector(
        with_french({}, french), pairs=WordPairs({"carte bancaire": 40, "carpe sauvage": 45})
    )
    correction = corrector.correct(text)
    assert correction is not None
    assert correction.text == expected


@pytest.mark.parametrize("typed", ["lmaison", "dvente"])
def test_no_apostrophe_should_be_put_before_a_consonant(typed: str) -> None:
    assert "'" not in (corrected(typed) or "")


def test_the_text_around_should_not_change() -> None:
    correction = CORRECTOR.correct("Où  trouver un SMARTFONE, svp ? (pas un ordinatteur)")
    assert correction == Correction(
        "Où  trouver un smartphone, svp ? (pas un ordinateur)",
        (("SMARTFONE", "smartphone"), ("ordinatteur", "ordinateur")),
    )


def test_each_part_of_a_compound_should_be_corrected_once() -> None:
    assert CORRECTOR.correct("porte-smartfone") == Correction(
        "porte-smartphone", (("smartfone", "smartphone"),)
    )


def test_a_word_of_the_catalogue_should_win_over_a_word_of_french() -> None:
    catalogue = {"chatons": Entry("CHATONS", 3, 0.0, phonetic_key("chatons"))}
    corrector = Corrector(with_french(catalogue, [("chaton", 3.6), ("chatoya", 3.6)]))
    correction = corrector.correct("chatonz")
    assert correction is not None
    assert correction.text == "CHATONS"


def test_a_frequent_word_should_win_over_a_rare_one() -> None:
    corrector = Corrector(with_french({}, [("ballon", 2.0), ("bacon", 4.0), ("balcon", 5.0)]))
    correction = corrector.correct("balkon")
    assert correction is not None
    assert correction.text == "balcon"


def test_an_empty_vocabulary_should_mend_nothing() -> None:
    assert Corrector({}).correct("un smartfone") is None


def test_a_word_that_sounds_right_but_looks_nothing_like_it_should_be_left_alone() -> None:
    corrector = Corrector({"eaux": Entry("eaux", 1, 0.0, phonetic_key("eaux"))})
    assert phonetic_key("ohhhh") == phonetic_key("eaux")
    assert corrector.correct("ohhhh") is None


def test_should_know_the_words_of_the_vocabulary_only() -> None:
    assert CORRECTOR.exists("telephonie")
    assert not CORRECTOR.exists("telefoni")


PROTECTING = Corrector(ENTRIES, ("mdp", "ordinatteur"))


def test_other_words_may_be_protected() -> None:
    assert PROTECTING.exists("ordinatteur")
    assert PROTECTING.correct("un ordinatteur") is None
    assert PROTECTING.correct("un ordimateur") == Correction(
        "un ordinateur", (("ordimateur", "ordinateur"),)
    )


@pytest.mark.parametrize(
    ("word", "common"),
    [
        pytest.param("smartphone", True, id="of the catalogue"),
        pytest.param("maison", True, id="frequent"),
        pytest.param("haras", False, id="rare"),
        pytest.param("mdp", True, id="protected"),
        pytest.param("xzvqw", False, id="unknown"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_word_should_be_common_when_it_is_protected_frequent_or_of_the_catalogue(
    word: str, common: bool
) -> None:
    assert PROTECTING.is_common(word) is common


@pytest.mark.parametrize(
    ("word", "edits", "apart", "only_catalogue", "nearer"),
    [
        pytest.param("ateliel", 1, (), False, True, id="a word of the catalogue"),
        pytest.param("ateliel", 1, ("atelier",), False, False, id="the only one left out"),
        pytest.param("atelyel", 1, (), False, False, id="too many edits"),
        pytest.param("maizon", 1, (), False, True, id="a word of French"),
        pytest.param("maizon", 1, (), True, False, id="not of the catalogue"),
        pytest.param("ateliel", 1, (), True, True, id="of the catalogue alone"),
        pytest.param("xzvqw", 3, (), False, False, id="near nothing"),
    ],
)
def test_a_misspelt_word_may_be_nearer_to_another(
    word: str, edits: int, apart: tuple[str, ...], only_catalogue: bool, nearer: bool
) -> None:
    assert CORRECTOR.is_nearer(word, edits, apart, only_catalogue) is nearer


@settings(deadline=None)
@given(st.text() | st.text("aeioulsmrtdéœ'’- -Ꭰʼﬁ9", max_size=60))
def test_between_the_words_corrected_any_text_should_stay_as_it_was(text: str) -> None:
    correction = CORRECTOR.correct(text)
    if correction is None:
        correction = Correction(text, ())
    typed = "".join(f"(.*?){re.escape(before)}" for before, _ in correction.changes)
    pattern = "".join(
        f"\\{number}{re.escape(after)}" for number, (_, after) in enumerate(correction.changes, 1)
    )
    last = len(correction.changes) + 1
    same = re.compile(f"{typed}(.*)\0{pattern}\\{last}", re.DOTALL)
    assert same.fullmatch(f"{text}\0{correction.text}")


@settings(deadline=None)
@given(st.sampled_from([word for word in ENTRIES if len(word) >= 7]), st.data())
def test_a_letter_lost_in_a_long_word_should_always_be_corrected(
    word: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    assert corrected(word[:place] + word[place + 1 :]) == ENTRIES[word].form


def test_an_acronym_should_be_left_alone_unless_everything_is_in_capitals() -> None:
    assert CORRECTOR.correct("mon SMARTF") is None
    assert CORRECTOR.correct("MON SMARTFONE") is not None


PLAIN = Corrector(
    with_french(
        catalogue_words(["Le covoiturage, une plateforme, un smartphone, de l'aide numérique."]),
        [("je", 7.3), ("cherche", 5.3), ("plate", 4.0), ("forme", 5.3), ("par", 6.8)]
        + [("aide", 5.5), ("parcours", 5.0), ("cours", 5.5), ("numérique", 4.8)],
    ),
    lexicon=("smart", "educatif"),
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("covoit urage", "covoiturage", id="parts that do not exist"),
        pytest.param("une plate forme", "une plateforme", id="parts that exist"),
        pytest.param("che rche", "cherche", id="a word of French at large"),
        pytest.param("aidenumerique", "aide numérique", id="two words stuck"),
        pytest.param("jecherche", "je cherche", id="stuck after a little word"),
    ],
)
def test_a_space_too_many_or_too_few_should_be_corrected(typed: str, expected: str) -> None:
    correction = PLAIN.correct(typed)
    assert correction is not None
    assert correction.text == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("par cours", id="a little word before another"),
        pytest.param("plate, forme", id="not one beside the other"),
        pytest.param("socioéducatif", id="a word that exists after a prefix"),
    ],
)
def test_words_that_stand_well_should_be_neither_joined_nor_cut(text: str) -> None:
    assert PLAIN.correct(text) is None


def test_a_rare_word_that_only_frequencies_know_should_yield_to_a_far_likelier_one() -> None:
    words = with_french({}, [("savoir", 5.9), ("savior", 2.6)])
    correction = Corrector(words).correct("savior lire")
    assert correction is not None
    assert correction.text == "savoir lire"
    assert Corrector(words, lexicon=("savior",)).correct("savior lire") is None
    assert Corrector(words).correct("Savior") is None


@pytest.mark.parametrize("text", ["avec Elke", "chez Smartfine hier"])
def test_a_name_inside_a_sentence_should_be_left_alone(text: str) -> None:
    assert CORRECTOR.correct(text) is None


def test_a_word_cut_in_two_should_gain_by_the_words_beside_it() -> None:
    french = [("aide", 5.0), ("autre", 5.2), ("aidante", 3.4), ("vite", 5.0)]
    beside = Corrector(with_french({}, french), pairs=WordPairs({"autre vite": 40})).correct(
        "aideautre vite"
    )
    assert beside is not None
    assert beside.text == "aide autre vite"


def test_a_word_should_be_cut_after_a_pronoun() -> None:
    correction = Corrector(with_french({}, [("amitié", 4.3)])).correct("mamitie")
    assert correction is not None
    assert correction.text == "m'amitié"


def test_a_word_after_a_hyphen_should_not_be_cut() -> None:
    assert corrected("lordinateur") == "l'ordinateur"
    assert corrected("porte-lordinateur") == "porte-ordinateur"
