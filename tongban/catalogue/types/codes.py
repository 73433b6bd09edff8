"""The code lists of GB/T 39554.1-2020 and of the provinces' catalogue systems (domain §1(b))."""

from enum import StrEnum


class MatterType(StrEnum):
    """事项类型, with the codes of the national list."""

    PERMIT = "01"  # 行政许可
    PENALTY = "02"  # 行政处罚
    COERCION = "03"  # 行政强制
    LEVY = "04"  # 行政征收
    BENEFIT = "05"  # 行政给付
    INSPECTION = "06"  # 行政检查
    CONFIRMATION = "07"  # 行政确认
    REWARD = "08"  # 行政奖励
    RULING = "09"  # 行政裁决
    OTHER_POWER = "10"  # 其他行政权力
    PUBLIC_SERVICE = "20"  # 公共服务


class Rank(StrEnum):
    """Where an entry stands in the basic catalogue 基本目录."""

    MAIN = "main"  # 主项
    SUB = "sub"  # 子项
    HANDLING = "handling"  # 业务办理项


# 业务办理项: how a sub-item is split by what is asked for.
HANDLING_KINDS = {
    "new": "新设",
    "change": "变更",
    "renew": "延续",
    "reissue": "补办",
    "cancel": "注销",
    "other": "其他",
}
# 权力来源: from memory of the national list (domain §1(b), confidence medium).
POWER_SOURCES = {
    "1": "法定本级行使",
    "2": "上级下放",
    "3": "上级授权",
    "4": "同级授权",
    "5": "上级委托",
    "6": "同级委托",
}
# Those that come from another body; both bodies are kept.
DELEGATION_SOURCES = frozenset({"2", "3", "4", "5", "6"})
# 主体性质: who decides in whose name. An entrusted body acts in the name of who entrusted it
# (行政许可法 §24), an authorised one in its own (§23).
BODY_NATURES = {"1": "法定机关", "2": "授权组织", "3": "受委托组织"}
# Why a body does not claim what stands in the catalogue for its level (不认领).
DECLINE_REASONS = {
    "not_ours": "本级没有这项职权",
    "above": "由上级直接行使",
    "below": "已下放给下级行使",
    "vertical": "由垂直管理机构行使",
    "elsewhere": "由本级其他部门行使",
    "ended": "依据已废止或者事项已取消",
    "other": "其他原因",
}
