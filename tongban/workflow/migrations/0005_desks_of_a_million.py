from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def place(apps, _editor):
    items = apps.get_model('workflow', 'WorkItem').objects.filter(pk=OuterRef('item'))
    tasks = apps.get_model('workflow', 'Task').objects
    tasks.update(division_path=Subquery(items.values('division_path')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0004_desk'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='task',
            name='workflow_task_org_due',
        ),
        migrations.AddField(
            model_name='task',
            name='division_path',
            field=models.CharField(default='', max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(place, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['organisation', 'role', 'due_at', 'id', 'assignee', 'warn_at'], name='workflow_task_org_due'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['organisation', 'role', 'warn_at', 'due_at', 'assignee'], name='workflow_task_org_warn'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['division_path', 'organisation', 'due_at', 'warn_at'], name='workflow_task_place_due'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at', 'organisation', 'decided_due_at', 'division_path'], name='workflow_item_decided'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('urged_at__isnull', False)), fields=['urged_at', 'organisation', 'division_path'], name='workflow_item_urged'),
        ),
    ]
