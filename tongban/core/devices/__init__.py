"""窗口设备: what stands on a counter beside the clerk's screen, behind one local bridge.

A browser cannot talk to an identity card reader (身份证读卡器), a document camera (高拍仪), a
signature pad (签字板), a rating pad (评价器) or the counter's printer. The *bridge*
(`tongban bridge`) can: a small program on the window's own computer that listens on 127.0.0.1
alone. The pages of the desk ask it by JavaScript; nothing of the server passes through it.

    page at the window  --fetch, pairing code-->  bridge (127.0.0.1:8137)  -->  driver  -->  device

- A *driver* is whatever satisfies a protocol of `types`; vendors' drivers are named at the start
  (`--driver card=module:Class`), and each kind has a simulator here (`bridge.simulators`).
- The *pairing code* (配对码) is made by the bridge and entered once in the browser of the same
  computer; without it, and from another origin than the platform's, nothing is answered.
- One act on one device at a time; who waits too long is told what to do.

The server's part is small: the address of the bridge (`BRIDGE_URL`), which pages may connect to
it (`requests.opened`), and the page 窗口设备 on the desk.
"""
