# ruff: noqa: E501  # the patterns of words stand on one line each
"""Lines that are no part of a story: headers, captions, other stories, what a publisher says of itself."""

import re

HEADER = re.compile(
    r"(title|publisher|date|url|author|source|lang(?:uage)?|published|byline)[ \t]*:[ \t]*\S.*",
    re.IGNORECASE,
)
# A line of its own that opens a list of other stories: nothing after it is this story.
OPENS_OTHER_STORIES = re.compile(
    r"(read next|up next|next up|more stories|more from .{1,40}|more on this( story)?|most read|"
    r"most popular|trending( now)?|latest( news)?|top stories|recommended( for you| stories)?|"
    r"related( articles?| stories| topics| content| coverage| news)?|you (may|might) also like|"
    r"editor'?s'? picks?|don'?t miss|in other news|other news|what to read next|comments?|"
    r"popular articles|you may like|leave (a|the first) (comment|reply)|"
    r"what is your opinion.{0,40}|share (this|your) .{1,30}|about the authors?|"
    r"lesen sie auch|mehr zum thema|das könnte sie.{0,30}|meistgelesen|kommentare|"
    r"à lire aussi|lire aussi|sur le même sujet|les plus lus|commentaires|"
    r"lea también|le puede interesar|te puede interesar|más noticias|lo más leído|comentarios|"
    r"関連記事|おすすめ記事|あわせて読みたい|人気記事|相关阅读|相關閱讀|延伸閱讀|延伸阅读|相关新闻|"
    r"相關新聞|热门文章|관련 기사|관련기사|많이 본 뉴스|댓글)[:?：]?",
    re.IGNORECASE,
)
# A line that only points elsewhere: it is not this story, the next one is again.
POINTER = re.compile(
    r"(see also|read also|also read|read more|read next|related|recommended|watch( now)?|listen|"
    r"more|explore more|don'?t miss|must read|in pictures|video|live( updates)?|analysis|"
    r"sponsored( content| by)?|advertisement|advert|ad|promoted|suggested reading|"
    r"lesen sie auch|lire aussi|à lire|lea también|関連|相关|相關|관련|anzeige|publicité|publicidad|"
    r"click here|sign up|subscribe|newsletter)\b[^.!?]{0,12}[:|–—：-]\s?|"
    r"(sign up|subscribe|click here|follow us|download (the|our) app|join (our|us)|get the latest|"
    r"get unlimited|start your (free )?trial|already a subscriber|register (now|for)|"
    r"advertisement|sponsored|this (story|article) (is|was) (for subscribers|produced in)|"
    r"already have an account|watch:|listen:|read the full|jetzt abonnieren|abonnez-vous|"
    r"suscríbase|suscríbete|本文为付费|订阅|訂閱|購読|구독)\b",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"[(\[]?((image|photo(graph)?s?|picture|illustration|graphic|file photo|cover image|foto|bild|"
    r"写真|图片|圖片|사진)"
    r"( credit| source)?( ?(:|/|：)| (via|by|from|courtesy)\b)|credit:)|"
    r".{0,200}\b(getty images|shutterstock|afp via getty|ap photo|reuters/[A-Z]\w+|"
    r"/ ?(afp|reuters|ap|getty|bloomberg))[)\]]?\.?$",
    re.IGNORECASE,
)
# A line after which comes only what the publisher says about itself.
END_MATTER = re.compile(
    r"(disclaimer\b|©|\(c\) ?\d{4}|copyright\b|all rights reserved|(original )?source:|"
    r"our standards:|reporting by\b|\(?(additional )?reporting by\b|writing by\b|"
    r"this (article|content|story|material|post)\b.{0,80}\b(exclusive|reprinted|republished|"
    r"opinions?|views?|ai tools|machine translat|generated|copyright|first appeared|"
    r"originally (published|appeared)|does not constitute|financial advice|"
    r"investment advice)|the views expressed|opinions expressed|editing by\b|"
    r"(you can )?express your|nothing in this (article|report|content|page)|not investment advice|"
    r"terms of (use|service)|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos reservados|無断転載|版权所有|版權所有|责任编辑|責任編輯|무단 ?전재|저작권|"
    r"privacy policy|cookie)",
    re.IGNORECASE,
)
