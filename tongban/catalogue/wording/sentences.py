"""What the catalogue says: of refusals, and of its acts in the ledger."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "matter_unknown": _("没有这个事项。请从“办事”里重新查找，或者拨打 12345。"),
    "matter_suspended": _("“{name}”暂停办理。{note} 有疑问请拨打{organisation}电话 {phone}。"),
    "matter_cancelled": _("“{name}”已经取消，不用再办。{note} 有疑问请拨打 {phone}。"),
    "matter_not_yet": _("“{name}”从 {since} 起才能办理。"),
    "matter_ended": _("“{name}”的这份指南已经停用。请拨打{organisation}电话 {phone}。"),
    "matter_not_in_force": _("“{name}”现在不能办理。请拨打{organisation}电话 {phone}。"),
    "edition_invalid": _("实施清单还有不符合规则的地方，请逐项改正后再发布。"),
    "edition_frozen": _("已发布的实施清单不能修改，请另发一个新版本。"),
    "catalogue_forbidden": _("您没有维护这份清单的权限，请联系本级政务服务机构。"),
    "implementation_state": _("这份实施清单现在是“{state}”，不能这样操作。请刷新后再看。"),
    "follow_nobody": _("请先登录，再关注办事指南。"),
    "follow_ended": _("这个事项已经取消，不会再有变化，不用关注。"),
    "follow_many": _("最多关注 {most} 份办事指南。请先在“我的关注”里取消一些。"),
    "claim_cancelled": _("“{name}”已从基本目录取消，不能再认领。"),
    "claim_not_leaf": _("“{name}”下面还有子项，请认领具体的子项或业务办理项。"),
    "claim_level": _(
        "“{name}”不由{organisation}所在的层级行使。如果职权已经下放、授权或者委托，请先登记。"
    ),
    "decline_reason": _("请选择不认领的原因。"),
    "decline_note": _("选择“其他原因”的，请写明是什么原因。"),
    "decline_published": _("“{name}”的实施清单已经发布，请先取消实施清单，再改为不认领。"),
    "release_nothing": _("“{name}”还没有答复过，不用退回。"),
    "release_begun": _("“{name}”的实施清单已经起草或者发布。请先放弃草稿或者取消实施清单。"),
    "delegation_source": _("请选择是下放、授权还是委托。"),
    "delegation_basis": _("请写明下放、授权或者委托的依据文件。"),
    "delegation_self": _("不能交给本机构自己，请另选承接的机构。"),
    "editing_unknown": _("没有找到这份草稿，或者您没有查看它的权限。"),
    "editing_cancelled": _("“{name}”的实施清单已经取消，不能再起草新版本。"),
    "editing_waiting": _("草稿现在是“{state}”，不能修改。要修改请先撤回。"),
    "editing_locked": _("这是上级目录统一规定的要素，不能在这里修改。"),
    "editing_asked_twice": _("“{name}”在表单里问了两次同一个人。请删去一个，或者改成另一个人的。"),
    "editing_long": _("内容太长，最多 {most} 个字符。请删减后再保存。"),
    "editing_state": _("草稿现在是“{state}”，不能这样操作。请刷新后再看。"),
    "editing_four_eyes": _("提交和审核不能是同一个人，请由本机构的另一位审核人办理。"),
    "editing_note": _("请写明退回的原因，让编写的人知道怎么改。"),
    "editing_conflict": _("这份草稿刚被别人保存过。您的修改还没有保存，请先看看对方改了什么。"),
    "import_unknown": _("没有找到这次导入，或者您没有查看它的权限。"),
    "import_state": _("这次导入现在是“{state}”，不能这样操作。请刷新后再看。"),
    "import_nothing": _("文件和现有的清单完全一样，没有要导入的。"),
    "import_refused": _("现在不能这样操作，请刷新后重试。"),
    "import_stale": _("检查以后有变动，什么也没有导入。请重新检查。"),
    "notice_gone": _("没有找到这条变更通知，可能已经处理过了。"),
    "claim_refused": _("现在不能这样认领，请检查后重试。"),
    "editing_refused": _("现在不能这样操作草稿，请刷新后重试。"),
    "catalogue_refused": _("事项目录不能这样修改，请检查后重试。"),
}


VERBS = {
    "enter": "录入了事项“{name}”",
    "publish": "发布了“{name}”实施清单第 {number} 版",
    "suspended": "暂停了“{name}”：{note}",
    "in_use": "恢复了“{name}”",
    "cancelled": "取消了“{name}”：{note}",
    "change": "变更了基本目录“{name}”，第 {number} 版",
    "matter_cancelled": "从基本目录取消了“{name}”：{note}",
    "claimed": "{organisation}认领了“{name}”",
    "declined": "{organisation}不认领“{name}”：{reason}{note}",
    "released": "{organisation}退回了对“{name}”的答复",
    "delegated": "{giver}把“{name}”交给{taker}行使（{source}）",
    "delegation_ended": "{giver}收回了交给{taker}的“{name}”：{note}",
    "delegation_ended_here": "“{name}”的职权被收回：{note}",
    "draft_begun": "开始起草“{name}”的新版本",
    "draft_submit": "提交了“{name}”的草稿",
    "draft_take_back": "撤回了“{name}”的草稿",
    "draft_pass": "审核通过“{name}”的草稿，报政务办",
    "draft_send_back": "退回了“{name}”的草稿：{note}",
    "draft_drop": "放弃了“{name}”的草稿",
    "draft_publish": "发布了“{name}”的草稿，第 {number} 版",
    "followed": "“{name}”随上级目录第 {number} 版调整",
    "ended_above": "“{name}”已被上级目录取消：{note}",
    "rebased": "在办件改按“{name}”第 {number} 版：改了 {moved} 件，{stayed} 件仍按原版",
    "import_begun": "上传了要导入的文件“{name}”",
    "import_applied": "导入了“{name}”，{count} 份",
    "import_dropped": "放弃了导入“{name}”",
    "notice_answered": "处理了“{name}”上级目录第 {number} 版的变更",
}

# Of a guide that somebody follows, by what happened to it: title and text.
_FOLLOWED = "您关注的{place}“{name}”"
GUIDE_NOTICES = {
    "published": (
        "办事指南有新版本",
        _FOLLOWED + "发布了第 {number} 版办事指南，{when}。{changes}",
    ),
    "effective": (
        "办事指南新版本施行",
        _FOLLOWED + "第 {number} 版办事指南今天起施行。{changes}",
    ),
    "suspended": ("事项暂停办理", _FOLLOWED + "暂停办理。{note}恢复时会再通知您。"),
    "in_use": ("事项恢复办理", _FOLLOWED + "恢复办理。"),
    "cancelled": ("事项取消", _FOLLOWED + "已经取消，不用再办。{note}"),
}
