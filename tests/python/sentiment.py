"""Scores texts with the analyser that crmgen's scores are defined by.

Reads a JSON list of texts from the file named, and prints a JSON list of VADER's compound scores, rounded by
vaderSentiment itself to four places. With --textblob: TextBlob's polarity instead, from its pattern analyser, which
needs no downloads.
"""

import json
import sys


def compensated_sum(values):
    """The `sum` of Python 3.12 and later, which loses no digits on the way (Neumaier)."""
    total, lost = 0.0, 0.0
    for value in values:
        following = total + value
        if abs(total) >= abs(value):
            lost += (total - following) + value
        else:
            lost += (value - following) + total
        total = following
    return total + lost


def vader():
    from vaderSentiment import vaderSentiment

    # Feelings that cancel out leave a trace in older Pythons, and "!" then pushes it one way or the other.
    if sys.version_info < (3, 12):
        vaderSentiment.sum = compensated_sum
    analyser = vaderSentiment.SentimentIntensityAnalyzer()
    return lambda text: analyser.polarity_scores(text)["compound"]


def textblob():
    from textblob import TextBlob

    return lambda text: TextBlob(text).sentiment.polarity


if __name__ == "__main__":
    score = textblob() if "--textblob" in sys.argv else vader()
    with open(sys.argv[-1], encoding="utf-8") as file:
        print(json.dumps([score(text) for text in json.load(file)]))
