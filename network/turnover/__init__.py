"""Years of people coming and going, played with the real actions; see ``manage.py simulate turnover``."""
