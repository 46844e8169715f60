"""Names of large towns in the other languages of the site, for the field where people type a place.

Written by hand for the towns where most people who read Arabic, Ukrainian, Spanish or Portuguese
live; other spellings of the same name are not known.
"""

from __future__ import annotations

from index.text.analysis import fold

EXONYMS = {
    "Paris": ("باريس", "Париж", "París"),
    "Marseille": ("مرسيليا", "مارسيليا", "Марсель", "Marsella", "Marselha"),
    "Lyon": ("ليون", "Ліон", "Lião"),
    "Toulouse": ("تولوز", "Тулуза"),
    "Nice": ("نيس", "Ніцца", "Niza"),
    "Nantes": ("نانت", "Нант"),
    "Montpellier": ("مونبلييه", "مونبيلييه", "Монпельє"),
    "Strasbourg": ("ستراسبورغ", "Страсбург", "Estrasburgo"),
    "Bordeaux": ("بوردو", "Бордо", "Burdeos", "Bordéus"),
    "Lille": ("ليل", "Лілль"),
    "Rennes": ("رين", "Ренн"),
    "Reims": ("ريمس", "رانس", "Реймс"),
    "Saint-Étienne": ("سانت إتيان", "سانت ايتيان", "Сент-Етьєн"),
    "Toulon": ("تولون", "Тулон", "Tolón"),
    "Le Havre": ("لوهافر", "لو هافر", "Гавр", "El Havre"),
    "Grenoble": ("غرونوبل", "Гренобль"),
    "Dijon": ("ديجون", "Діжон"),
    "Angers": ("أنجيه", "انجيه", "Анже"),
    "Nîmes": ("نيم", "Нім"),
    "Saint-Denis": ("سان دوني", "Сен-Дені"),
    "Villeurbanne": ("فيلوربان", "Вільюрбанн"),
    "Clermont-Ferrand": ("كليرمون فيران", "Клермон-Ферран"),
    "Le Mans": ("لومان", "لو مان", "Ле-Ман"),
    "Brest": ("بريست", "Брест"),
    "Tours": ("تور", "Тур"),
    "Amiens": ("أميان", "اميان", "Ам'єн"),
    "Limoges": ("ليموج", "Лімож"),
    "Perpignan": ("بربينيان", "Перпіньян", "Perpiñán"),
    "Metz": ("ميتز", "ميتس", "Мец"),
    "Besançon": ("بيزانسون", "Безансон"),
    "Orléans": ("أورليان", "اورليان", "Орлеан", "Orleães"),
    "Mulhouse": ("ميلوز", "Мюлуз"),
    "Rouen": ("روان", "Руан", "Ruán", "Ruão"),
    "Caen": ("كان الشمال", "Кан"),
    "Nancy": ("نانسي", "Нансі"),
    "Argenteuil": ("أرجنتوي", "Аржантей"),
    "Montreuil": ("مونتروي", "Монтрей"),
    "Roubaix": ("روبيه", "Рубе"),
    "Tourcoing": ("توركوان", "Туркуен"),
    "Avignon": ("أفينيون", "افينيون", "Авіньйон", "Aviñón", "Avinhão"),
    "Créteil": ("كريتاي", "Кретей"),
    "Nanterre": ("نانتير", "Нантер"),
    "Aubervilliers": ("أوبرفيلييه", "Обервільє"),
    "Calais": ("كاليه", "Кале"),
    "Annecy": ("أنسي", "انسي", "Аннесі"),
    "Cannes": ("مدينة كان", "Канни"),
}
"""French name of a commune -> its names in Arabic, Ukrainian, Spanish and Portuguese."""
_FRENCH = {fold(other): name for name, others in EXONYMS.items() for other in others}


def french_name(text: str) -> str:
    """Return the French name of a town typed in another language of the site, or the text.

    "مرسيليا" -> "Marseille", "Ліон" -> "Lyon"; case and accents do not matter.
    """
    return _FRENCH.get(fold(text).strip(), text)
