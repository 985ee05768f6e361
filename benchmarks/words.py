"""Invented labels and sentences in ten languages, for synthetic documents."""

from __future__ import annotations

from random import Random

_TEXT = {
    "en": "public innovators meet share practice service design teams cities labs data learning open policy "
    "experiment behaviour digital citizens local national partners methods stories trust change leaders newcomers",
    "fr": "agents publics rencontre partage pratique conception équipes villes laboratoires données apprentissage "
    "ouvert expérimentation numérique citoyens local national méthodes récits confiance changement pairs",
    "es": "personas públicas encuentro compartir práctica diseño equipos ciudades laboratorios datos aprendizaje "
    "abierto experimento digital ciudadanía métodos historias confianza cambio líderes pares",
    "pt": "pessoas públicas encontro partilha prática desenho equipas cidades laboratórios dados aprendizagem aberto "
    "experiência digital cidadãos métodos histórias confiança mudança pares",
    "de": "öffentlich Treffen Austausch Praxis Gestaltung Teams Städte Labore Daten Lernen offen Versuch digital "
    "Bürger Methoden Geschichten Vertrauen Wandel Führung Neulinge",
    "nl": "publieke ontmoeting delen praktijk ontwerp teams steden labs gegevens leren open proef digitaal burgers "
    "methoden verhalen vertrouwen verandering leiders",
    "it": "pubblico incontro condivisione pratica progettazione gruppi città laboratori dati apprendimento aperto "
    "esperimento digitale cittadini metodi storie fiducia cambiamento",
    "ar": "الموظفون لقاء مشاركة ممارسة تصميم فرق مدن مختبرات بيانات تعلم مفتوح تجربة رقمي مواطنون أساليب قصص ثقة تغيير",
    "zh": "公共 创新 聚会 分享 实践 设计 团队 城市 实验室 数据 学习 开放 试验 数字 公民 方法 故事 信任 变革",
    "hi": "सार्वजनिक नवाचार बैठक साझा अभ्यास डिज़ाइन दल शहर प्रयोगशाला आँकड़े सीखना खुला प्रयोग डिजिटल नागरिक विधि कहानी विश्वास",
}
WORDS: dict[str, tuple[str, ...]] = {language: tuple(text.split()) for language, text in _TEXT.items()}
LANGUAGES = tuple(WORDS)


def phrase(random: Random, language: str, fewest: int, most: int) -> str:
    """Between ``fewest`` and ``most`` words of a language."""
    choice = random.choice
    words = WORDS[language]
    joined = " ".join([choice(words) for _ in range(random.randint(fewest, most))])
    return joined.replace(" ", "") if language == "zh" else joined


def sentence(random: Random, fewest: int, most: int) -> str:
    """An English sentence of that many words."""
    return phrase(random, "en", fewest, most).capitalize() + "."
