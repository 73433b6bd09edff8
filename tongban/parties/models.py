"""Parties, whose accounts they are, and who has authorised whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongban.core.vault.fields import SealedField
from tongban.parties.querysets import AuthorisationQuerySet, PartyQuerySet
from tongban.parties.types import IDENTITY_TYPES, KINDS, RELATIONS, STATUSES


class Party(models.Model):
    """A natural person, an organisation or a market entity.

    The identity number is sealed; `identity_blind` finds it. For organisations `uscc` holds the
    same number in clear, for it is public.
    """

    kind = models.CharField(_("类别"), max_length=12, choices=list(KINDS.items()))
    name = models.CharField(_("姓名或名称"), max_length=200)
    pinyin = models.CharField(max_length=400, db_index=True)
    identity_type = models.CharField(
        _("证件类型"), max_length=20, choices=list(IDENTITY_TYPES.items())
    )
    identity_number = SealedField(_("证件号码"))
    identity_blind = models.CharField(max_length=160)
    phone = SealedField(_("手机号"), blank=True, default="")
    phone_blind = models.CharField(max_length=160, blank=True, default="", db_index=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    status = models.CharField(
        _("状态"), max_length=10, choices=list(STATUSES.items()), default="active"
    )
    address = SealedField(_("地址"), blank=True, default="")
    legal = models.ForeignKey(
        "self",
        verbose_name=_("法定代表人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
    )
    source = models.CharField(_("来源"), max_length=60, blank=True, default="")
    verified_on = models.DateField(_("核验日期"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("主体")
        ordering = ["pinyin", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity_type", "identity_blind"], name="party_identity_once"
            ),
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="party_uscc_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """Give the reference that ledger and facts use."""
        return f"party:{self.pk}"


class PartyAccount(models.Model):
    """That an account is a party, leads it, or is its agent."""

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="accounts")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="parties")
    relation = models.CharField(max_length=10, choices=list(RELATIONS.items()))
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("账号关联")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "account", "relation"],
                condition=Q(ended_at__isnull=True),
                name="partyaccount_once",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(relation="self", ended_at__isnull=True),
                name="partyaccount_one_self",
            ),
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(relation="self", ended_at__isnull=True),
                name="partyaccount_one_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}={self.relation}:{self.party_id}"


class Authorisation(models.Model):
    """委托: a principal lets an agent act for it, for some matters or all, for a time."""

    token = models.CharField(max_length=40, unique=True)
    principal = models.ForeignKey("parties.Party", models.PROTECT, related_name="given")
    agent = models.ForeignKey("parties.Party", models.PROTECT, related_name="held")
    scope = models.CharField(_("委托事项"), max_length=500)
    matters = models.JSONField(default=list, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(_("委托书"), max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="authorisation_period",
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("agent")), name="authorisation_another"
            ),
        ]
        indexes = [
            models.Index(fields=["agent"], name="authorisation_open", condition=Q(revoked_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.principal_id}→{self.agent_id}"
