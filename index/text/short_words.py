"""Words of French of one to three letters, which the lexicon leaves out."""

from __future__ import annotations

_LISTED = """
    a y ai as au ce ci de du en es et eu ex il je la le lu lui ma me mi mu ne ni nu on or os ou sa
    se si su ta te tu un us va vu an oh ah eh ha bu
    ado age aie ail air ait ami ans ane arc art aux axe bac bal bar bas bel bio ble bon bus but cap
    car cas cet ces cle cor cou cri cru cul des dit dix don dos due dur duo eau ego elu eux ere
    est ete fac fan fee fer feu fil fin foi fou fut gai gaz gel gre gym hop hui ile ils ira jet jeu
    kit lac las les lie lin lis lit loi lot lui mai mal mer mes met mie mis moi mon mot mur mut nez
    nee nes net nez nid noe nom non nos nue nul nus oie ont ose our oui par pas peu pic pie pin pis
    plu pli pot pre pro pue pur put que qui ras rat ris rit roi roc riz rue sac sec sel ses sol son
    sot sou sud sur tas tel tes the tir toi ton tot tri tue tes une uns use val van vas ver via vie
    vif vin vis vit vol vos vue vus zoo web sms sim usb pdf gps app pop rap fax dvd gsm box tva pc
    tv cv dj km kg cm mm ok go mo nee ans bec cil coq fur gag gap hip hub mec nef ode pou rez sas
    soi spa tic top ban bip cap gue lob pas mla out jus job cdd cdi
"""
SHORT_WORDS = frozenset(_LISTED.split())
"""The words, in lower case without accents, and usual acronyms that people write so."""
