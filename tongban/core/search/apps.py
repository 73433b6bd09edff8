from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "search_title": _("没有标题的内容不能收进检索。"),
    "synonyms_few": _("请写出至少两个意思相同的词，用顿号或空格隔开。"),
    "synonyms_many": _("一组最多 {most} 个词。请去掉少用的。"),
    "synonyms_short": _("“{word}”太短，至少要两个字，否则会搜出不相干的内容。"),
    "synonyms_long": _("“{word}”太长，最多 {most} 个字。请只写名称，不要写句子。"),
    "synonyms_letters": _("“{word}”里有不能用于检索的符号，请只用汉字、字母和数字。"),
    "synonyms_there": _("“{words}”这一组里已经有了，不用再加。"),
    "synonyms_which": _("“{word}”在不止一组同义词里，请打开要加的那一组，在里面修改。"),
    "synonyms_full": _("同义词已有 {most} 组，请先删去不用的。"),
    "synonyms_forbidden": _("您没有维护同义词的权限，请联系本级政务服务机构。"),
    "synonyms_unknown": _("这一组同义词已经不在了，请刷新列表。"),
    "synonyms_changed": _("“{words}”刚被别人改过。请看过新内容后再改。"),
    "miss_unknown": _("这条检索记录已经不在了，请刷新列表。"),
}


class SearchConfig(AppConfig):
    name = "tongban.core.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger.ports import verbs
        from tongban.core.search import services
        from tongban.core.shell import ports

        def tidy(now: datetime) -> int:
            return services.trim(now) + services.forget_removed(now)

        ports.messages.register("search", MESSAGES)
        verbs.register("search.synonyms_put", "定了同义词“{words}”")
        verbs.register("search.synonyms_change", "把同义词“{former}”改为“{words}”")
        verbs.register("search.synonyms_remove", "删除了同义词“{words}”")
        verbs.register("search.synonyms_restore", "恢复了同义词“{words}”")
        verbs.register("search.miss_done", "处理了一条搜不到的词（{count} 次）")
        verbs.register("search.miss_ignored", "把一条搜不到的词标为不用管（{count} 次）")
        verbs.register("search.miss_open", "把一条搜不到的词放回待处理（{count} 次）")
        ticks.register("search.rewrite", timedelta(minutes=1), services.rewrite)
        ticks.register("search.tidy", timedelta(hours=1), tidy)
