import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licences", "0003_first_versions")]

    operations = [
        migrations.RemoveField(model_name="licencetype", name="labels"),
        migrations.RemoveField(model_name="licencetype", name="scope_label"),
        migrations.AlterField(
            model_name="licence",
            name="issued_on",
            field=models.DateField(verbose_name="颁发日期"),
        ),
        migrations.AlterField(
            model_name="licence",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="licences.typeversion",
                verbose_name="类型版本",
            ),
        ),
    ]
