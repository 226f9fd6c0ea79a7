"""Names in many languages and scripts."""

from __future__ import annotations

LEFT_TO_RIGHT = {
    "Latin": "Ana Silva",
    "accents": "Zoë Łukasiewicz-Ōno",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Turkish": "İlkay Şahin",
    "composed letters": "Ǹṳ́ḱ Ḿọ́",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Дарья Иванова",
    "Armenian": "Արամ Խաչատրյան",
    "Georgian": "ნინო ბერიძე",
    "Chinese": "王小明",
    "traditional Chinese": "陳美麗",
    "Japanese": "佐藤 健太",
    "rare ideograph": "𠮷田 𠮟",
    "kana": "さくら サクラ",
    "Korean": "김민준",
    "Devanagari": "प्रिया शर्मा",
    "Bengali": "রবীন্দ্রনাথ ঠাকুর",
    "Tamil": "கமலா தேவி",
    "Telugu": "శ్రీనివాస్",
    "Thai": "สมชาย ใจดี",
    "Khmer": "សុខ សុភា",
    "Burmese": "အောင်ဆန်း",
    "Ethiopic": "አበበ ቢቂላ",
    "emoji": "Grace 🎓",
    "joined emoji": "Maya 👩‍🚀",
}
RIGHT_TO_LEFT = {
    "Arabic": "محمد الأحمد",
    "Persian": "زهرا پیروزنیا",
    "Urdu": "عائشہ گل",
    "Hebrew": "שרה כהן",
}
ROSTER = LEFT_TO_RIGHT | RIGHT_TO_LEFT
