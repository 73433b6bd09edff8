"""Government service matters 政务服务事项 and their implementation lists 实施清单."""
