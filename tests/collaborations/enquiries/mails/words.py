"""What people write, and what their mail programs write around it, in three languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    code: str
    own: list[str]
    greeting: list[str]
    phone: str
    outlook_phone: str
    wrote_gmail: str
    wrote_apple: str
    wrote_thunderbird: str
    wrote_yahoo: str
    head: list[str]
    original: str
    forwarded: str
    disclaimer: str
    banner: str
    proton: str
    earlier: str
    passed_on: str
    fwd: str
    re: str = "Re"


EN = Words(
    code="en",
    own=[
        "Dear all,\n\nWe run a small programme on school meals in two districts. Is there anybody in the network who has worked with local cooks instead of a contractor? We would love to compare.",
        "Thank you for the quick answer. Tuesday suits us.\n\nCould somebody of the health group join as well?",
        "Hi,\n\nWhich of your members work on mental health of aid workers? We look for three people to interview.",
        "Hello Kring,\n\nthanks for your newsletter. I have an idea for a theme: how do we stop projects in a decent way?\n\n- what do we owe partners?\n- who tells the donor?\n- what do we keep?",
        "Good morning,\n\nOur board wonders whether other organisations have a rule for travel by plane. Do you know of one?",
        "That would be wonderful. We can offer a meeting room for twenty people in Utrecht.",
        "Yes please, put us in touch.",
        "Dear coordinator,\n\nI am a student and write about feminist monitoring. May I use the toolkit on your site, and whom do I name as its author?",
        "Sorry for the late reply, I was travelling. We would rather begin in May than in April.",
        "Is the session on 12 June open to people who are no member?",
        "Both dates work for us.\n\nAs to the place: the office in The Hague is closed until September.",
        "We have twelve.\nAbout half of them.",
        "I read your answer twice and I am still not sure what a carrier does. Is it much work?",
        "Can you send the report again? The link did not work on my phone.",
        "Thanks, that helps. One more thing: on what date does the call close? On the site it says 3 March, in the mail 10 March.",
        "We are three organisations from Kampala and would like to learn how others share a driver and a car between offices.",
        "A colleague sent me this. Could it become a theme?",
        "Please see below. Is this something for the network?",
        "To whom it may concern,\n\nOur foundation closes at the end of the year. We would like to hand over our archive of evaluations (1998-2024). Who could take it?",
        "Hello,\n\nFrom our side there is interest in a course on safeguarding.\nDate: we are free in week 40.\nTo be decided: who pays.\n\nHow do we go on?",
    ],
    greeting=["Kind regards,", "Best wishes,", "Thanks,"],
    phone="Sent from my iPhone",
    outlook_phone="Get Outlook for iOS<https://aka.ms/o0ukef>",
    wrote_gmail="On Mon, 3 Mar 2025 at 10:12, Kring <kring@example.org> wrote:",
    wrote_apple="On 3 Mar 2025, at 10:12, Kring <kring@example.org> wrote:",
    wrote_thunderbird="On 03/03/2025 10:12, Kring wrote:",
    wrote_yahoo="On Monday, March 3, 2025 at 10:12:03 AM GMT+1, Kring <kring@example.org> wrote:",
    head=["From: ", "Sent: Monday, March 3, 2025 10:12 AM", "To: ", "Subject: "],
    original="Original message",
    forwarded="Forwarded message",
    disclaimer="This e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, please notify the sender and delete it.",
    banner="CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender.",
    proton="Sent with Proton Mail secure email.",
    earlier="Your question arrived. The coordinator reads it and answers within five working days.",
    passed_on="Our partners ask how others deal with rising prices of fuel. Has anybody changed contracts because of it?",
    fwd="Fwd",
)

NL = Words(
    code="nl",
    own=[
        "Beste mensen,\n\nWij werken met moestuinen bij scholen in Zeeland. Zijn er leden die dat ook doen en hun lesmateriaal willen delen?",
        "Dank voor het snelle antwoord. Dinsdag past ons goed.\n\nKan er ook iemand van de gezondheidsgroep aansluiten?",
        "Hallo,\n\nWelke organisaties hebben ervaring met vrijwilligers op afstand? Wij zoeken twee gesprekspartners.",
        "Dag Kring,\n\nbedankt voor de nieuwsbrief. Ik heb een idee voor een thema: hoe ronden we projecten netjes af?\n\n- wat zijn we partners schuldig?\n- wie vertelt het de donor?\n- wat bewaren we?",
        "Goedemorgen,\n\nOns bestuur wil weten of andere organisaties een regel hebben voor vliegen. Kennen jullie er een?",
        "Dat zou heel mooi zijn. Wij hebben een zaal voor twintig mensen in Utrecht.",
        "Ja graag, breng ons in contact.",
        "Geachte coördinator,\n\nIk ben student en schrijf over feministische monitoring. Mag ik de toolkit van jullie site gebruiken, en wie noem ik als maker?",
        "Sorry voor de late reactie, ik was op reis. We beginnen liever in mei dan in april.",
        "Is de bijeenkomst van 12 juni ook voor mensen die geen lid zijn?",
        "Beide data passen ons.\n\nWat de plek betreft: het kantoor in Den Haag is dicht tot september.",
        "Wij hebben er twaalf.\nOngeveer de helft.",
        "Ik heb je antwoord twee keer gelezen en weet nog niet zeker wat een trekker doet. Is het veel werk?",
        "Kunnen jullie het verslag nog een keer sturen? De link deed het niet op mijn telefoon.",
        "Bedankt, daar kan ik mee verder. Nog één ding: op welke datum sluit de oproep? Op de site staat 3 maart, in de mail 10 maart.",
        "Wij zijn drie organisaties en willen leren hoe anderen samen één chauffeur en één auto gebruiken.",
        "Een collega stuurde mij dit. Kan het een thema worden?",
        "Zie hieronder. Is dit iets voor het netwerk?",
        "Geachte heer, mevrouw,\n\nOnze stichting stopt aan het einde van het jaar. Wij willen ons archief van evaluaties (1998-2024) overdragen. Wie kan het overnemen?",
        "Hallo,\n\nVan onze kant is er belangstelling voor een cursus over veiligheid.\nDatum: wij kunnen in week 40.\nAan wie vragen we geld?\n\nHoe gaan we verder?",
    ],
    greeting=["Met vriendelijke groet,", "Hartelijke groeten,", "Groetjes,"],
    phone="Verstuurd vanaf mijn iPhone",
    outlook_phone="Outlook voor iOS downloaden<https://aka.ms/o0ukef>",
    wrote_gmail="Op ma 3 mrt 2025 om 10:12 schreef Kring <kring@example.org>:",
    wrote_apple="Op 3 mrt 2025 om 10:12 heeft Kring <kring@example.org> het volgende geschreven:",
    wrote_thunderbird="Op 03-03-2025 om 10:12 schreef Kring:",
    wrote_yahoo="Op maandag 3 maart 2025 om 10:12:03 CET schreef Kring <kring@example.org>:",
    head=["Van: ", "Verzonden: maandag 3 maart 2025 10:12", "Aan: ", "Onderwerp: "],
    original="Oorspronkelijk bericht",
    forwarded="Doorgestuurd bericht",
    disclaimer="De informatie verzonden met dit e-mailbericht is uitsluitend bestemd voor de geadresseerde. Gebruik van deze informatie door anderen is niet toegestaan.",
    banner="LET OP: Deze e-mail komt van buiten de organisatie. Klik niet op links en open geen bijlagen als u de afzender niet kent.",
    proton="Verzonden met Proton Mail beveiligde e-mail.",
    earlier="Je vraag is aangekomen. De coördinator leest haar en antwoordt binnen vijf werkdagen.",
    passed_on="Onze partners vragen hoe anderen omgaan met de hoge prijs van brandstof. Heeft iemand daarom contracten aangepast?",
    fwd="FW",
)

FR = Words(
    code="fr",
    own=[
        "Bonjour à toutes et à tous,\n\nNous avons un petit projet de cantines scolaires dans deux districts. Y a-t-il dans le réseau quelqu’un qui a travaillé avec des cuisinières du quartier ? Nous aimerions comparer.",
        "Merci pour votre réponse rapide. Mardi nous convient.\n\nEst-ce qu’une personne du groupe santé pourrait se joindre à nous ?",
        "Bonjour,\n\nQuels membres travaillent sur la santé mentale des équipes ? Nous cherchons trois personnes pour un entretien.",
        "Chère équipe,\n\nmerci pour la lettre. J’ai une idée de thème : comment arrêter un projet dignement ?\n\n- que devons-nous aux partenaires ?\n- qui le dit au bailleur ?\n- que gardons-nous ?",
        "Bonjour,\n\nNotre conseil se demande si d’autres organisations ont une règle pour les voyages en avion. En connaissez-vous une ?",
        "Ce serait formidable. Nous pouvons offrir une salle pour vingt personnes à Lille.",
        "Oui, mettez-nous en contact.",
        "Madame, Monsieur,\n\nJe suis étudiante et j’écris sur le suivi féministe. Puis-je utiliser l’outil de votre site, et qui dois-je nommer comme auteur ?",
        "Pardon pour ma réponse tardive, j’étais en voyage. Nous préférons commencer en mai plutôt qu’en avril.",
        "La séance du 12 juin est-elle ouverte aux personnes qui ne sont pas membres ?",
        "Les deux dates nous conviennent.\n\nPour le lieu : le bureau de Lille est fermé jusqu’en septembre.",
        "Nous en avons douze.\nEnviron la moitié.",
        "J’ai lu votre réponse deux fois et je ne sais toujours pas ce que fait un porteur. Est-ce beaucoup de travail ?",
        "Pouvez-vous renvoyer le rapport ? Le lien ne marchait pas sur mon téléphone.",
        "Merci, cela m’aide. Encore une chose : à quelle date l’appel se termine-t-il ? Sur le site c’est le 3 mars, dans le courriel le 10 mars.",
        "Nous sommes trois organisations de Kinshasa et voudrions apprendre comment d’autres partagent un chauffeur et une voiture.",
        "Une collègue m’a envoyé ceci. Est-ce que cela pourrait devenir un thème ?",
        "Voir ci-dessous. Est-ce quelque chose pour le réseau ?",
        "Madame, Monsieur,\n\nNotre fondation ferme à la fin de l’année. Nous voudrions transmettre nos archives d’évaluations (1998-2024). Qui pourrait les reprendre ?",
        "Bonjour,\n\nDe notre côté il y a de l’intérêt pour un cours sur la protection.\nDate : nous sommes libres en semaine 40.\nÀ décider : qui paie.\n\nComment continuer ?",
    ],
    greeting=["Cordialement,", "Bien à vous,", "Merci d’avance,"],
    phone="Envoyé de mon iPhone",
    outlook_phone="Télécharger Outlook pour iOS<https://aka.ms/o0ukef>",
    wrote_gmail="Le lun. 3 mars 2025 à 10:12, Kring <kring@example.org> a écrit :",
    wrote_apple="Le 3 mars 2025 à 10:12, Kring <kring@example.org> a écrit :",
    wrote_thunderbird="Le 03/03/2025 à 10:12, Kring a écrit :",
    wrote_yahoo="Le lundi 3 mars 2025 à 10:12:03 UTC+1, Kring <kring@example.org> a écrit :",
    head=["De : ", "Envoyé : lundi 3 mars 2025 10:12", "À : ", "Objet : "],
    original="Message d’origine",
    forwarded="Message transféré",
    disclaimer="Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur destinataire. Si vous l’avez reçu par erreur, merci de le supprimer.",
    banner="ATTENTION : cet e-mail provient de l’extérieur de l’organisation. Ne cliquez pas sur les liens si vous ne connaissez pas l’expéditeur.",
    proton="Envoyé avec la messagerie sécurisée Proton Mail.",
    earlier="Votre demande est arrivée. La coordination la lit et répond sous cinq jours ouvrables.",
    passed_on="Nos partenaires demandent comment d’autres réagissent à la hausse du prix du carburant. Quelqu’un a-t-il changé ses contrats ?",
    fwd="TR",
)

WORDS = {"en": EN, "nl": NL, "fr": FR}
