-- name:    is_free_mail
-- kind:    base_macro
-- summary: Whether anybody can have an address of a domain, so that it says nothing about a company.
-- source:
-- args:
--   mail_domain  VARCHAR  key  required  as company_domain gives it
-- returns: BOOLEAN flag NULL in, NULL out
-- example: select landscape_base.is_free_mail('gmail.com')
-- notes:   One text, each name between commas, instead of a list, whose comparisons took most of the time of a look-up.
contains(
    '
    ,gmail.com,googlemail.com,outlook.com,hotmail.com,live.com,msn.com,passport.com,yahoo.com,ymail.com,rocketmail.com,
    ,aol.com,aim.com,icloud.com,me.com,mac.com,proton.me,protonmail.com,pm.me,tutanota.com,tuta.io,fastmail.com,
    ,hey.com,zoho.com,zohomail.com,mail.com,email.com,gmx.com,gmx.net,gmx.de,gmx.at,gmx.ch,web.de,t-online.de,
    ,freenet.de,arcor.de,posteo.de,mailbox.org,bluewin.ch,orange.fr,wanadoo.fr,free.fr,laposte.net,sfr.fr,libero.it,
    ,virgilio.it,tiscali.it,alice.it,terra.com.br,uol.com.br,bol.com.br,btinternet.com,talktalk.net,sky.com,
    ,ntlworld.com,virginmedia.com,blueyonder.co.uk,comcast.net,verizon.net,att.net,sbcglobal.net,bellsouth.net,cox.net,
    ,charter.net,shaw.ca,rogers.com,bigpond.com,optusnet.com.au,xtra.co.nz,yandex.ru,yandex.com,mail.ru,bk.ru,inbox.ru,
    ,list.ru,rambler.ru,seznam.cz,centrum.cz,wp.pl,o2.pl,onet.pl,interia.pl,abv.bg,ukr.net,qq.com,163.com,126.com,
    ,sina.com,foxmail.com,naver.com,daum.net,hanmail.net,rediffmail.com,docomo.ne.jp,ezweb.ne.jp,planet.nl,ziggo.nl,
    ,kpnmail.nl,home.nl,xs4all.nl,telenet.be,skynet.be,telia.com,online.no,yahoo.co.uk,yahoo.de,yahoo.fr,yahoo.it,
    ,yahoo.es,yahoo.ca,yahoo.co.jp,yahoo.co.in,yahoo.com.br,yahoo.com.ar,yahoo.com.mx,yahoo.com.au,yahoo.ie,yahoo.nl,
    ,yahoo.se,yahoo.dk,yahoo.no,yahoo.pl,yahoo.gr,yahoo.ro,yahoo.at,yahoo.ch,yahoo.be,hotmail.co.uk,hotmail.de,
    ,hotmail.fr,hotmail.it,hotmail.es,hotmail.nl,hotmail.be,hotmail.se,hotmail.dk,hotmail.no,hotmail.ch,hotmail.at,
    ,hotmail.ca,hotmail.com.br,hotmail.com.ar,live.co.uk,live.de,live.fr,live.it,live.nl,live.be,live.se,live.dk,
    ,live.no,live.ca,live.com.au,outlook.de,outlook.fr,outlook.it,outlook.es,outlook.co.uk,outlook.com.br,
    ,outlook.com.au,outlook.at,outlook.be,outlook.dk,ymail.de,aol.co.uk,aol.de,aol.fr,aol.it,
    ',
    (',' || mail_domain || ',')::varchar
)
