"""Which cases the demo city has, and how far each has come."""

from dataclasses import dataclass

CITIZENS = ("12000000001", "12000000002", "12000000003")
FIRM = "12000000011"
WINDOW = "12000000101"


@dataclass(frozen=True, slots=True)
class Story:
    """One case: which matter, where, who applies, how many working days ago, how far it is."""

    matter: str
    division: str
    phone: str
    ago: int
    way: str  # submitted | correcting | review | visit | rectify | suspended | decided | refused
    rating: int = 0
    choose: int = 0  # which choice of each scenario question
    words: str = ""
    tags: tuple[str, ...] = ()
    followed: tuple[tuple[str, str, str], ...] = ()  # step, outcome, words: after a bad rating
    fee: str = "due"  # due | paid | asked: what becomes of its bill, where its matter asks a fee


STORIES = (
    Story("drug-retail", "421202", FIRM, 0, "submitted"),
    Story("drug-retail", "421202", FIRM, 4, "visit", choose=1),
    Story("drug-retail", "421281", FIRM, 9, "rectify"),
    Story("drug-retail", "421202", FIRM, 16, "decided", rating=1),
    Story("food-permit", "421202", FIRM, 1, "correcting"),
    Story("food-permit", "421202", FIRM, 3, "review"),
    Story("food-permit", "421281", FIRM, 12, "decided", rating=2),
    Story("prepacked-filing", "421202", FIRM, 6, "decided", rating=1),
    Story("road-dig", "421202", FIRM, 2, "review"),
    Story("road-dig", "421281", FIRM, 8, "review"),
    Story("public-place", "421202", FIRM, 5, "suspended"),
    Story("public-place", "421281", FIRM, 14, "decided", rating=3),
    Story("tobacco", "421202", FIRM, 7, "review"),
    Story("elder-card", "421202", CITIZENS[0], 10, "decided", rating=1),
    Story("elder-card", "421281", CITIZENS[1], 3, "decided", rating=2),
    Story("elder-allowance", "421202", CITIZENS[0], 2, "submitted"),
    Story("disability-subsidy", "421202", CITIZENS[2], 6, "review"),
    Story(
        "identity-card",
        "421281",
        CITIZENS[1],
        9,
        "decided",
        rating=4,
        words="拍照排了一上午，没有人告诉我可以预约。（演示）",
        tags=("slow", "unclear"),
    ),
    # A card that was lost costs a fee: paid and granted, not paid yet, and asked back.
    Story("identity-card", "421281", CITIZENS[0], 8, "decided", choose=2, fee="paid"),
    Story("identity-card", "421281", CITIZENS[2], 2, "review", choose=2),
    Story("identity-card", "421202", CITIZENS[1], 5, "review", choose=2, fee="asked"),
    Story("clinic-filing", "421202", FIRM, 11, "decided", rating=1),
    Story("outdoor-ad", "421202", FIRM, 4, "refused"),
    Story("road-occupy", "421281", FIRM, 1, "submitted"),
    Story(
        "labour-dispatch",
        "421202",
        FIRM,
        15,
        "decided",
        rating=5,
        words="窗口要了指南以外的材料，来回跑了三趟。（演示）",
        tags=("extra_demands", "many_visits"),
        followed=(
            ("contact", "reached", "已与经办人通话，确认多要了一份场地证明。（演示）"),
            ("handle", "fixed", "窗口已停止索要该材料，并对照指南逐项自查。（演示）"),
            ("review", "resolved", "回访时经办人表示认可。（演示）"),
            ("answer", "done", "您反映的情况属实。指南以外的材料已不再索要，向您致歉。（演示）"),
        ),
    ),
)
