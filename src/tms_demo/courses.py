"""The courses of the demo: one profile for each trainer, in the order of ``people.TRAINERS``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course with several weekly parts. ``capacity`` is None if there is no limit."""

    title: str
    about: str
    minutes: int
    capacity: int | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerProfile:
    """What a trainer teaches, where they are, and whether they teach online. Those who do also meet people in the room:
    for their second course and the open hours."""

    time_zone: str
    online: bool
    room: str
    courses: tuple[Course, Course]
    coaching: str
    open_hour: str


def _course(title: str, about: str, minutes: int, capacity: int | None, parts: str) -> Course:
    return Course(
        title=title, about=about, minutes=minutes, capacity=capacity, parts=tuple(parts.split(" | "))
    )


TRAINER_PROFILES = (
    TrainerProfile(
        time_zone="Europe/Lisbon",
        online=True,
        room="Sala 3, Rua do Sol 31",
        courses=(
            _course(
                "Python for analysts",
                "From the first line to a report that writes itself. Bring a laptop.",
                90,
                12,
                "First steps | Lists and dictionaries | Reading files | Dates and times | Charts | Your own report",
            ),
            _course(
                "Spreadsheets that explain themselves",
                "Formulas, checks and charts that a colleague understands a year later.",
                120,
                10,
                "Tidy tables | Look-ups | Pivot tables | Charts that do not lie | Checks and protection",
            ),
        ),
        coaching="Data question of the week",
        open_hour="Open hour: bring your data",
    ),
    TrainerProfile(
        time_zone="Europe/Dublin",
        online=False,
        room="Room 2.14, Meridian House",
        courses=(
            _course(
                "New to leading people",
                "For everyone who became a manager this year. Room 2.14, coffee from a quarter past.",
                120,
                8,
                "From colleague to manager | The first one-to-one | Delegating | Difficult news | Your team charter",
            ),
            _course(
                "Feedback that lands",
                "Short rounds in pairs with cases from your own week.",
                90,
                12,
                "Asking for it | Giving it | When it hurts | Making it a habit",
            ),
        ),
        coaching="Leadership coaching",
        open_hour="Managers’ round table",
    ),
    TrainerProfile(
        time_zone="Europe/Athens",
        online=True,
        room="Αίθουσα 5, 2ος όροφος",
        courses=(
            _course(
                "Writing plainly",
                "Letters, instructions and web pages that are understood at the first reading.",
                90,
                12,
                "Who reads this? | One sentence, one thought | Verbs, not nouns | Lists and tables | Editing each other",
            ),
            _course(
                "Προσβασιμότητα στην πράξη",
                "Accessible documents and pages, tried with a screen reader · Έγγραφα και σελίδες για όλους.",
                120,
                10,
                "Επικεφαλίδες και δομή | Χρώμα και αντίθεση | Εικόνες και πίνακες | Φόρμες | Έλεγχος",
            ),
        ),
        coaching="Text clinic",
        open_hour="Open hour: read it to me",
    ),
    TrainerProfile(
        time_zone="Africa/Nairobi",
        online=False,
        room="Training hall, warehouse 2",
        courses=(
            _course(
                "First aid at work",
                "Certified after part 4. Wear something you can kneel in.",
                180,
                10,
                "Calling for help | Breathing and circulation | Bleeding and burns | Assessment",
            ),
            _course(
                "Safe in the warehouse",
                "Lifting, ladders, forklifts and fire: what the law asks and what keeps you whole.",
                120,
                12,
                "Walking the floor | Lifting | Working at height | Vehicles | Fire drill",
            ),
        ),
        coaching="Workplace check",
        open_hour="Safety briefing for newcomers",
    ),
    TrainerProfile(
        time_zone="Asia/Kolkata",
        online=True,
        room="Room 4B, Park Tower",
        courses=(
            _course(
                "Security for everyone",
                "Passwords, phishing and what to do in the first hour · सभी के लिए सुरक्षा.",
                60,
                None,
                "Spot the phish | Passwords and passkeys | Devices on the road | The first hour",
            ),
            _course(
                "Running services in the cloud",
                "Hands-on with a sandbox account; two exercises between the parts.",
                120,
                10,
                "Networks and names | Containers | Logs and metrics | Backups and restores | Costs | Game day",
            ),
        ),
        coaching="Pair debugging",
        open_hour="Ask the on-call engineer",
    ),
    TrainerProfile(
        time_zone="Asia/Tokyo",
        online=True,
        room="第3会議室",
        courses=(
            _course(
                "ビジネス日本語",
                "Business Japanese for beginners: greetings, mail and meetings · 初級ビジネス会話。",
                90,
                8,
                "自己紹介と名刺交換 | 電話の受け方 | メールの書き方 | 会議に参加する | 敬語の基本 | まとめ",
            ),
            _course(
                "Working with partners in Japan",
                "Customs, calendars and contracts, with case studies.",
                60,
                12,
                "Before the first meeting | Decisions and consensus | Reading between the lines | Staying in touch",
            ),
        ),
        coaching="会話練習",
        open_hour="Open hour: 日本語カフェ",
    ),
    TrainerProfile(
        time_zone="America/Sao_Paulo",
        online=True,
        room="Sala 7, 2.º andar",
        courses=(
            _course(
                "Conversations with customers",
                "Role play on the telephone and in chat, recorded and discussed.",
                90,
                10,
                "The first ten seconds | Listening | Saying no kindly | Complaints | Closing",
            ),
            _course(
                "Português para o trabalho",
                "Portuguese for colleagues who have just arrived · para quem acabou de chegar.",
                90,
                12,
                "Apresentações | Reuniões | Números e prazos | E-mails | Conversa livre",
            ),
        ),
        coaching="Call review",
        open_hour="Plantão de dúvidas",
    ),
    TrainerProfile(
        time_zone="America/New_York",
        online=True,
        room="Room 11, Meridian North",
        courses=(
            _course(
                "Projects that finish",
                "Plan a real project of yours from charter to review.",
                120,
                12,
                "The charter | Breaking it down | Estimates | Risks | Status without slides | The review",
            ),
            _course(
                "Presenting with confidence",
                "Everybody speaks in every part. Cameras on, please.",
                90,
                8,
                "One message | A story in five minutes | Slides last | Questions from the floor | The final talk",
            ),
        ),
        coaching="Rehearsal",
        open_hour="Open hour: project clinic",
    ),
)

NOTES = {
    "present": (
        "Led the exercise.",
        "Ready for the next level.",
        "Asked for extra material.",
        "Très bon travail 👏",
        "よくできました。",
    ),
    "late": (
        "Joined 15 minutes late.",
        "Train delayed.",
        "Came from another meeting.",
        "Connection problems at the start.",
    ),
    "absent": ("No word from them.", "Has been sent the recording.", "To repeat this part next time."),
    "excused": (
        "On sick leave.",
        "On holiday.",
        "With a customer that day.",
        "Εκπαιδευτική άδεια.",
        "Parental leave.",
    ),
}

REPLIES = {
    "coming": ("Looking forward to it!", "I may be five minutes late."),
    "not_coming": (
        "Dentist at that time, sorry.",
        "I am on leave until Thursday.",
        "No trains that day, there is a strike.",
        "Desculpe, o meu filho está doente.",
        "Customer visit in Porto that day.",
    ),
}
