"""Judgements on one exchange: functions named after what is wrong."""
