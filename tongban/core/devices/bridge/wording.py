"""What the bridge says to people."""

from tongban.core.devices.errors import DeviceError
from tongban.core.devices.types import TITLES

SENTENCES = {
    "device_unpaired": "配对码不对，或者还没有填。请到“窗口设备”页面填写设备桥启动时显示的配对码。",
    "device_origin": "这个网页不是本窗口所用平台的，设备桥不应答。",
    "device_unknown_act": "设备桥没有这个功能。",
    "device_absent": "这台电脑没有设置{title}。",
    "device_busy": "{title}正在使用，请稍等再试。",
    "device_bad_input": "送来的内容不能用，请刷新页面再试。",
    "device_too_large": "文件太大，最多 {most} MB。",
    "device_not_pdf": "只能打印 PDF 文件。",
    "device_text_long": "文字太长，最多 {most} 个字。",
    "device_failed": "{title}出错了，请再试一次；还不行，请重新插拔后再试。",
    "device_offline": "{title}没有应答，请检查电源和连接线。",
    "device_timeout": "等了太久。{act}，再试一次。",
}
WHAT_TO_DO = {
    "card": "请把证放到读卡器上",
    "camera": "请把纸放到高拍仪下",
    "signature": "请在签字板上签名并按确认",
    "rating": "请在评价器上按一个评价",
    "printer": "请检查打印机里有没有纸",
}


def sentence(error: DeviceError) -> str:
    """Put a refusal of the bridge into words."""
    kind = str(error.detail.get("kind", ""))
    words = SENTENCES.get(error.reason, SENTENCES["device_bad_input"])
    known = {"title": TITLES.get(kind, "设备"), "act": WHAT_TO_DO.get(kind, "请检查设备")}
    return words.format(**{**known, **error.detail})
