"""Accounts, roles, who holds which, deputies, and where machine clients may act."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongban.core.accounts.querysets import AccountManager, PeriodQuerySet
from tongban.core.vault.fields import SealedField


class Level(models.TextChoices):
    """How well the holder of an account is known."""

    NONE = "", _("未核验")
    PHONE = "phone", _("手机号已核验")
    REAL_NAME = "real-name", _("实名已核验")


class Account(AbstractBaseUser):
    """One human being who logs in, citizen or staff; machines are clients, not accounts."""

    name = models.CharField(_("姓名"), max_length=100)
    phone = SealedField(_("手机号"), blank=True, default="")
    phone_blind = models.CharField(max_length=160, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    level = models.CharField(
        _("核验等级"), max_length=20, choices=Level.choices, blank=True, default=Level.NONE
    )
    is_active = models.BooleanField(_("启用"), default=True)
    is_staff_member = models.BooleanField(_("工作人员"), default=False)
    demo = models.BooleanField(_("演示账号"), default=False)
    created_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "phone_blind"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("账号")
        ordering = ["id"]
        indexes = [models.Index(fields=["demo"], name="account_demo", condition=Q(demo=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """Give the reference that ledger and rows keep."""
        return f"account:{self.pk}"

    def get_full_name(self) -> str:
        """Give the name (asked by third-party templates)."""
        return self.name

    def get_short_name(self) -> str:
        """Give the name (asked by third-party templates)."""
        return self.name


class Role(models.Model):
    """A role as data. `powers` null means: whatever the areas register for it by default."""

    code = models.CharField(primary_key=True, max_length=40)
    title = models.CharField(_("名称"), max_length=60)
    powers = models.JSONField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("角色")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.title


class RoleGrant(models.Model):
    """A role held in an organisation for a division (null: as far as the organisation reaches)."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="role_grants")
    role = models.ForeignKey("accounts.Role", models.PROTECT, related_name="grants")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", null=True, blank=True
    )
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.CharField(max_length=80)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="rolegrant_period",
            )
        ]
        indexes = [
            models.Index(fields=["account"], name="rolegrant_open", condition=Q(ended_at=None)),
            models.Index(fields=["organisation", "role"], name="rolegrant_holders"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}@{self.organisation_id}:{self.account_id}"


class Deputy(models.Model):
    """Who stands in for an absent staff member, from when to when, and why."""

    absent = models.ForeignKey("accounts.Account", models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey("accounts.Account", models.PROTECT, related_name="stands_in_for")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    reason = models.CharField(_("事由"), max_length=200)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("代班")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="deputy_period"),
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id}→{self.deputy_id}"


class ClientGrant(models.Model):
    """Where a machine client acts: a role in an organisation for a division."""

    # The id, not a foreign key: the clients' table itself refers to accounts, and two first
    # migrations cannot wait for each other.
    client_id = models.CharField(max_length=100)
    role = models.ForeignKey("accounts.Role", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("接口授权")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_id", "role", "organisation"],
                condition=Q(division__isnull=True),
                name="clientgrant_once_all",
            ),
            models.UniqueConstraint(
                fields=["client_id", "role", "organisation", "division"], name="clientgrant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}@{self.organisation_id}"
