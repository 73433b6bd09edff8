"""Archives 归档: what is over is checked, numbered, kept by class, and handed on.

Vocabulary: item 件 (the file of one case, by its 档号), dossier (what the area that handled it says
is in that file), the four checks 四性检测 (genuine, complete, usable, safe: DA/T 70-2018), pack
移交包 (a ZIP of items that a stranger can read and prove with nothing but itself; 国办发〔2023〕
26号). Other areas say what they have to archive through `ports.sources`.
"""
