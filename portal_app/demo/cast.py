"""The named families of the demonstration: who they are, who may see what, and what each one shows.

Every child and every password here is invented and public. The keys are fixed, unlike real ones, because they open
nothing but invented records; `portal key issue` makes the real kind.
"""

from dataclasses import dataclass

ALL_BUT_LOCATION = ("grades", "reports", "messages", "profile")
"""What the school withholds from a guardian who may only know where the child is, and when."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """A household. An empty phone number or street is chosen at random."""

    key: str
    name: str
    phone: str = ""
    street: str = ""
    city: str = ""
    postal_code: str = ""
    mail_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Child:
    """A named student. The optional fields are the special cases that the student demonstrates."""

    key: str
    last: str
    school: str
    group: str
    homes: tuple[str, ...]
    first: str = ""
    middle: str = ""
    number: str = ""
    days_past_18: int | None = None
    parents_keep_access: bool = False
    is_next_year_only: bool = False
    joins_late: tuple[str, ...] = ()
    takes_only: tuple[str, ...] = ()
    moves: tuple[str, str] | None = None
    away_every: int | None = None
    shows_every_flag: bool = False


@dataclass(frozen=True, kw_only=True)
class GuardianshipPlan:
    """What a guardian is to a child, and which rights the school withholds."""

    child: str
    relationship: str
    withheld: tuple[str, ...] = ()
    portal_access: bool = True


@dataclass(frozen=True, kw_only=True)
class Parent:
    """A named guardian: with an account (`user_name`, `password`), or with a key to make one, or neither."""

    first: str
    last: str
    home: str
    guardianships: tuple[GuardianshipPlan, ...]
    user_name: str = ""
    password: str = ""
    is_disabled: bool = False
    key: str = ""
    key_state: str = "fresh"
    look_at: str = ""


HOMES = (
    Home(
        key="clayton",
        name="Clayton",
        phone="(770) 123-4567",
        street="Primary Address",
        city="Anywhere",
        postal_code="30003",
        mail_to="P.O. Box 114",
    ),
    Home(key="della", name="Clayton"),
    Home(key="delgado", name="Delgado"),
    Home(key="harlan", name="Harlan"),
    Home(key="okafor", name="Okafor"),
    Home(key="lindqvist", name="Lindqvist"),
    Home(key="baker", name="Baker"),
    Home(key="nunez", name="Núñez Đorđević"),
    Home(key="long", name="Featherstonehaugh-Vandersteldringham"),
    Home(key="raman", name="Raman"),
    Home(key="brook", name="Brook"),
)

CHILDREN = (
    Child(
        key="Greg",
        last="Clayton",
        school="elementary",
        group="KK-1",
        homes=("clayton",),
        joins_late=("HR-KK", "READ-KK.0"),
        away_every=23,
    ),
    Child(
        key="Marcia",
        middle="A.",
        last="Clayton",
        school="middle",
        group="07-01",
        homes=("clayton",),
        moves=("BAND", "CHOR"),
        shows_every_flag=True,
        away_every=17,
    ),
    Child(
        key="Daffy",
        last="Clayton",
        school="middle",
        group="07-02",
        homes=("della",),
        number="0393354",
        takes_only=("301510", "431510"),
    ),
    Child(key="Dewey", last="Clayton", school="elementary", group="03-2", homes=("della",), away_every=7),
    Child(key="Louisa", last="Clayton", school="high", group="10-1", homes=("della",)),
    Child(key="Ferdinand", last="Clayton", school="high", group="12-1", homes=("della",)),
    Child(key="Nadia", last="Harlan", school="high", group="09-1", homes=("delgado", "harlan")),
    Child(key="Leo", last="Delgado", school="elementary", group="02-1", homes=("delgado",)),
    Child(key="Ivy", last="Harlan", school="elementary", group="01-2", homes=("harlan",)),
    Child(key="Samuel", last="Okafor", school="high", group="12-2", homes=("okafor",), days_past_18=40),
    Child(key="Ada", last="Okafor", school="high", group="09-2", homes=("okafor",)),
    Child(
        key="Freya",
        last="Lindqvist",
        school="high",
        group="12-2",
        homes=("lindqvist",),
        days_past_18=25,
        parents_keep_access=True,
    ),
    Child(key="Pip", last="Baker", school="elementary", group="KK-2", homes=("baker",), is_next_year_only=True),
    Child(key="Zoë", last="Núñez Đorđević", school="middle", group="08-01", homes=("nunez",)),
    Child(
        key="Maximiliana",
        first="Maximiliana-Theodora Anneliese",
        middle="Seraphina Philippa Rosalind",
        last="Featherstonehaugh-Vandersteldringham-Oyelaran",
        school="elementary",
        group="05-1",
        homes=("long",),
    ),
    Child(key="Anil", last="Raman", school="elementary", group="04-1", homes=("raman",)),
    Child(key="Robin", last="Brook", school="middle", group="06-02", homes=("brook",)),
)

PARENTS = (
    Parent(
        first="Minnie",
        last="Clayton",
        home="clayton",
        user_name="MinnieC",
        password="violet-otter-climbs-9-stairs",  # noqa: S106
        guardianships=(
            GuardianshipPlan(child="Greg", relationship="Mother"),
            GuardianshipPlan(child="Marcia", relationship="Mother"),
        ),
        look_at="two children at two schools; Marcia's mathematics class has every flag; she changed a class",
    ),
    Parent(
        first="Walter",
        last="Clayton",
        home="clayton",
        key="E69293F4-1CB5-4E29-8F1E-EEF6FF3BB7F7",
        guardianships=(
            GuardianshipPlan(child="Greg", relationship="Father"),
            GuardianshipPlan(child="Marcia", relationship="Father"),
        ),
        look_at="no account yet: make one with the key of the guide",
    ),
    Parent(
        first="Della",
        last="Clayton",
        home="della",
        user_name="DellaC",
        password="nine-kettles-hum-at-dawn-63",  # noqa: S106
        guardianships=tuple(
            GuardianshipPlan(child=name, relationship="Mother") for name in ("Daffy", "Dewey", "Louisa", "Ferdinand")
        ),
        look_at="four children at three schools; Daffy has EMPTY periods, Dewey misses much school",
    ),
    Parent(
        first="Rosa",
        last="Delgado",
        home="delgado",
        user_name="RosaD",
        password="paper-boats-drift-past-7-mills",  # noqa: S106
        guardianships=(
            GuardianshipPlan(child="Nadia", relationship="Mother"),
            GuardianshipPlan(child="Leo", relationship="Mother"),
        ),
        look_at="a split family: every right for Nadia; Nadia's other home stays hidden",
    ),
    Parent(
        first="Tom",
        last="Harlan",
        home="harlan",
        user_name="TomH",
        password="slow-tractor-hums-in-4-fields",  # noqa: S106
        guardianships=(
            GuardianshipPlan(child="Nadia", relationship="Father", withheld=ALL_BUT_LOCATION),
            GuardianshipPlan(child="Ivy", relationship="Father"),
        ),
        look_at="the same split family: Nadia's schedule, attendance and calendar only; everything of Ivy",
    ),
    Parent(
        first="Grace",
        last="Harlan",
        home="harlan",
        user_name="GraceH",
        password="copper-teapot-sings-to-8-owls",  # noqa: S106
        guardianships=(
            GuardianshipPlan(child="Ivy", relationship="Mother"),
            GuardianshipPlan(child="Nadia", relationship="Stepmother", portal_access=False),
        ),
        look_at="the stepmother: Ivy, and nothing of Nadia",
    ),
    Parent(
        first="Ngozi",
        last="Okafor",
        home="okafor",
        user_name="NgoziO",
        password="seven-lanterns-over-quiet-water",  # noqa: S106
        guardianships=(
            GuardianshipPlan(child="Samuel", relationship="Mother"),
            GuardianshipPlan(child="Ada", relationship="Mother"),
        ),
        look_at="Ada; Samuel turned 18 and is gone from the list",
    ),
    Parent(
        first="Erik",
        last="Lindqvist",
        home="lindqvist",
        user_name="ErikL",
        password="birch-forest-keeps-5-secrets",  # noqa: S106
        guardianships=(GuardianshipPlan(child="Freya", relationship="Father"),),
        look_at="Freya is 18 and the school kept her parents' access",
    ),
    Parent(
        first="Hana",
        last="Baker",
        home="baker",
        user_name="HanaB",
        password="tiny-umbrella-waits-for-august-3",  # noqa: S106
        guardianships=(GuardianshipPlan(child="Pip", relationship="Mother"),),
        look_at="Pip starts next school year: no classes yet",
    ),
    Parent(
        first="José",
        last="Núñez Đorđević",
        home="nunez",
        user_name="JoseN",
        password="granite-sparrow-dances-on-6-roofs",  # noqa: S106
        guardianships=(GuardianshipPlan(child="Zoë", relationship="Father"),),
        look_at="a name with accents",
    ),
    Parent(
        first="Wilhelmina Constantia",
        last="Featherstonehaugh-Vandersteldringham-Oyelaran",
        home="long",
        user_name="WilhelminaFeatherstonehaugh",
        password="marble-giraffe-reads-2-newspapers",  # noqa: S106
        guardianships=(GuardianshipPlan(child="Maximiliana", relationship="Guardian"),),
        look_at="very long names",
    ),
    Parent(
        first="Priya",
        last="Raman",
        home="raman",
        key="5B0C7D12-93AE-4F6B-8D21-7C3E9A40F518",
        guardianships=(GuardianshipPlan(child="Anil", relationship="Mother"),),
        look_at="no account yet",
    ),
    Parent(
        first="Arjun",
        last="Raman",
        home="raman",
        key="A1F4E6B8-2D37-4C90-9E55-0B6D8C7F3A21",
        key_state="expired",
        guardianships=(GuardianshipPlan(child="Anil", relationship="Father"),),
        look_at="a key that has expired",
    ),
    Parent(
        first="Jamie",
        last="Brook",
        home="brook",
        user_name="JamieB",
        password="amber-window-hides-3-foxes",  # noqa: S106
        is_disabled=True,
        guardianships=(GuardianshipPlan(child="Robin", relationship="Father"),),
        look_at="disabled after five wrong passwords: only the school can help",
    ),
)
