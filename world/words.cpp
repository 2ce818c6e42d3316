// SPDX-License-Identifier: Apache-2.0
// Eight languages in one literal table, and names made of syllables.
#include "world/words.h"

namespace godwit::stage {

namespace {

constexpr std::array<Phrase, 6> latin_themes{"tides",  "harbour", "birds",
                                             "garden", "weather", "marsh"};

constexpr std::array<Tongue, 8> table{{
    {"en",
     {"Tides", "Harbour", "Birds", "Garden", "Weather", "Marsh"},
     {"the north pier", "the old lighthouse", "the salt marsh", "the walled garden", "the estuary",
      "the ferry slip"},
     {"oystercatchers", "turnstones", "sea asters", "lapwings", "little terns", "samphire",
      "curlews", "wild thyme"},
     {"Low water at {h}:{n}; {n} {b} counted near {p}.",
      "Morning fog over {p}, clearing after {h}. Wind {n} knots.",
      "The {b} are back at {p}, {n} days later than last year.",
      "Path to {p} closed until {h} because of the spring tide. Bring boots.",
      "Readers sent {n} photographs of {b}. The best one hangs at {p}.",
      "Water temperature {n} tenths above the mean, measured at {p} at {h} o'clock.",
      "Today we planted {n} rows of {b} beside {p}. Frost is expected at {h}."},
     {"{N}: daily notes from the shore.", "{N} — tide tables, counts and photographs.",
      "Everything about the coast. {N} since 2017."},
     {"Our new channel: {L}", "{N} has a new channel, join us here {L}",
      "Dear readers, we moved to {L} please share", "From tonight on you find {N} at {L}"},
     {"Backup channel in case this one closes: {L}", "Reserve of {N}: {L}",
      "Subscribe to our second channel too {L}", "Keep this one for a rainy day: {L}"},
     {"Our channel was deleted. New link: {L}", "{N} was removed this morning, the next one is {L}",
      "They closed us again. We go on at {L}"},
     {"We were at {L} before it was deleted.", "This is {N} again. The previous channel was {L}",
      "Formerly {L}"},
     {"All our links in one place: {L}", "List of our channels, always fresh: {L}"},
     {"Our friends of {N} have a new channel: {L}", "{N} is back, here: {L}"},
     {"Advertisement. Best rubber boots of the coast: {L}",
      "#ad Binoculars at half price, only with our partners {L}"},
     {"Warning: {L} is fake and does not belong to us.", "{L} is not ours, do not follow it."},
     {"See also {L}", "A good read today: {L}"},
     {"Join", "Open the channel"}},
    {"ar",
     {"المد والجزر", "الميناء", "الطيور", "الحديقة", "الطقس", "الأهوار"},
     {"الرصيف الشمالي", "المنارة القديمة", "شاطئ النخيل", "بستان الرمان", "مصب النهر",
      "مرسى القوارب"},
     {"النوارس", "اللقالق", "الياسمين", "الهداهد", "البط البري", "السنونو", "الريحان", "الكركي"},
     {"أدنى مستوى للماء عند الساعة {h} وعدد {b} قرب {p} هو {n}.",
      "ضباب صباحي فوق {p} ينقشع بعد الساعة {h}. سرعة الرياح {n} عقدة.",
      "عادت {b} إلى {p} متأخرة {n} أيام عن العام الماضي.",
      "الطريق إلى {p} مغلق حتى الساعة {h} بسبب المد العالي.",
      "أرسل القراء {n} صورة من {p} وأجملها صورة {b}.",
      "حرارة الماء اليوم {n} درجة، قيست عند {p} في الساعة {h}.",
      "زرعنا اليوم {n} صفا من {b} بجانب {p}."},
     {"{N}: أخبار الشاطئ كل يوم.", "{N} جداول المد وصور الطيور.", "كل ما يخص الساحل. {N}"},
     {"قناتنا الجديدة: {L}", "رابط القناة الجديدة {L} انضموا إلينا", "انتقلنا إلى {L} نرجو النشر",
      "{N} من الليلة على هذا العنوان {L}"},
     {"القناة الاحتياطية: {L}", "القناة البديلة لـ {N}: {L}", "اشتركوا في القناة الثانية {L}",
      "احفظوا هذا العنوان للأيام الماطرة {L}"},
     {"تم حذف القناة. الرابط الجديد: {L}", "أغلقت قناة {N} هذا الصباح وهذه قناتنا الجديدة {L}",
      "تم إغلاق القناة مرة أخرى، نتابع هنا {L}"},
     {"كنا على {L} قبل أن تحذف.", "هذه {N} من جديد. القناة السابقة {L}", "سابقا {L}"},
     {"جميع روابطنا في مكان واحد: {L}", "قائمة قنواتنا المحدثة دائما {L}"},
     {"القناة الجديدة لأصدقائنا {N}: {L}", "عادت {N} هنا: {L}"},
     {"إعلان: أفضل أحذية المطر عند {L}", "إعلان ممول: مناظير بنصف السعر {L}"},
     {"تحذير: {L} قناة مزيفة ولا تمثلنا.", "{L} ليست لنا فلا تتابعوها."},
     {"انظروا أيضا {L}", "قراءة جميلة اليوم {L}"},
     {"انضم", "افتح القناة"}},
    {"ru",
     {"Приливы", "Гавань", "Птицы", "Сад", "Погода", "Болото"},
     {"северного причала", "старого маяка", "солёного луга", "яблоневого сада", "устья реки",
      "паромной пристани"},
     {"куликов", "чаек", "ландышей", "чибисов", "крачек", "камнешарок", "журавлей", "чабреца"},
     {"Малая вода в {h}:{n}; у {p} насчитали {n} {b}.",
      "Утренний туман у {p} рассеется после {h} часов. Ветер {n} узлов.",
      "Мы снова видели {b} возле {p}, на {n} дней позже, чем в прошлом году.",
      "Тропа у {p} закрыта до {h} часов из-за сизигийного прилива.",
      "Читатели прислали {n} фотографий {b}, лучшая снята возле {p}.",
      "Температура воды у {p} в {h} часов: {n} градусов.",
      "Сегодня мы посадили {n} рядов у {p}. К {h} часам обещают заморозки."},
     {"{N}: заметки с берега каждый день.", "{N} — таблицы приливов, счёт птиц, фотографии.",
      "Всё о побережье. {N}"},
     {"Наш новый канал: {L}", "У {N} новый канал, подписывайтесь {L}", "Мы переехали: {L} репост",
      "С этого вечера {N} живёт по адресу {L}"},
     {"Резервный канал: {L}", "Запасной канал {N}: {L}", "Подпишитесь и на второй канал {L}",
      "Сохраните на всякий случай: {L}"},
     {"Наш канал удалили. Новая ссылка: {L}", "{N} заблокировали сегодня утром, продолжение {L}",
      "Нас снова снесли. Идём дальше здесь: {L}"},
     {"Раньше мы были на {L}, канал удалён.", "Это снова {N}. Прежний канал: {L}", "Бывший {L}"},
     {"Все наши ссылки в одном месте: {L}", "Список наших каналов, всегда свежий: {L}"},
     {"У наших друзей {N} новый канал: {L}", "{N} вернулись, вот: {L}"},
     {"Реклама. Лучшие резиновые сапоги: {L}", "На правах рекламы: бинокли за полцены {L}"},
     {"Внимание: {L} подделка и к нам не относится.", "{L} это не мы, не подписывайтесь."},
     {"Смотрите также {L}", "Хорошее чтение на сегодня: {L}"},
     {"Вступить", "Открыть канал"}},
    {"fr",
     {"Marées", "Port", "Oiseaux", "Jardin", "Météo", "Marais"},
     {"la jetée nord", "le vieux phare", "le pré salé", "le verger", "l'estuaire", "l'embarcadère"},
     {"huîtriers", "tournepierres", "asters", "vanneaux", "sternes", "salicornes", "courlis",
      "roses trémières"},
     {"Basse mer à {h}h{n} ; {n} {b} comptés vers {p}.",
      "Brume du matin sur {p}, éclaircie après {h} heures. Vent {n} noeuds.",
      "Les {b} sont de retour près de {p}, {n} jours plus tard que l'an dernier.",
      "Sentier vers {p} fermé jusqu'à {h} heures à cause des grandes marées.",
      "Les lecteurs ont envoyé {n} photos de {b}, la plus belle montre {p}.",
      "Eau à {n} degrés, mesurée vers {p} à {h} heures.",
      "Aujourd'hui {n} rangs de {b} plantés près de {p}."},
     {"{N} : les notes du rivage, chaque jour.", "{N} — horaires, comptages et photos.",
      "Tout sur la côte. {N}"},
     {"Notre nouveau canal : {L}", "{N} ouvre un nouveau canal, rejoignez-nous {L}",
      "On a migré vers {L} partagez", "Dès ce soir {N} vous attend sur {L}"},
     {"Canal de secours : {L}", "Canal de réserve de {N} : {L}",
      "Abonnez-vous aussi à celui-ci {L}", "À garder pour les jours de pluie : {L}"},
     {"Notre canal a été supprimé. Nouveau lien : {L}",
      "{N} a été fermé ce matin, la suite est ici {L}", "Encore fermés. On continue sur {L}"},
     {"Nous étions sur {L}, canal supprimé.", "Ici {N} de nouveau. L'ancien canal : {L}",
      "Anciennement {L}"},
     {"Tous nos liens au même endroit : {L}", "Liste de nos canaux, toujours à jour : {L}"},
     {"Nos amis de {N} ont un nouveau canal : {L}", "{N} est de retour : {L}"},
     {"Publicité. Les meilleures bottes de la côte : {L}",
      "Sponsorisé : jumelles à moitié prix {L}"},
     {"Attention : {L} est un faux, ce n'est pas nous.", "{L} n'est pas à nous, ne le suivez pas."},
     {"Voir aussi {L}", "Une bonne lecture : {L}"},
     {"Rejoindre", "Ouvrir le canal"}},
    {"de",
     {"Gezeiten", "Hafen", "Vögel", "Garten", "Wetter", "Moor"},
     {"dem Nordpier", "dem alten Leuchtturm", "der Salzwiese", "dem Obstgarten", "der Mündung",
      "dem Fähranleger"},
     {"Austernfischer", "Steinwälzer", "Strandastern", "Kiebitze", "Seeschwalben", "Queller",
      "Brachvögel", "Stockrosen"},
     {"Niedrigwasser um {h}:{n}; {n} {b} bei {p} gezählt.",
      "Morgennebel über {p}, nach {h} Uhr klar. Wind {n} Knoten.",
      "Die {b} sind zurück bei {p}, {n} Tage später als im Vorjahr.",
      "Der Weg zu {p} ist bis {h} Uhr wegen der Springflut zu.",
      "Leser schickten {n} Bilder der {b}, das schönste entstand bei {p}.",
      "Wasser {n} Grad, gemessen bei {p} um {h} Uhr.",
      "Heute {n} Reihen {b} neben {p} gepflanzt. Frost ab {h} Uhr."},
     {"{N}: jeden Tag Notizen vom Ufer.", "{N} — Gezeiten, Zählungen, Bilder.",
      "Alles über die Küste. {N}"},
     {"Unser neuer Kanal: {L}", "{N} hat einen neuen Kanal, folgt uns auf {L}",
      "Wir sind umgezogen: {L} bitte teilen", "Ab heute Abend findet ihr {N} unter {L}"},
     {"Ersatzkanal: {L}", "Zweitkanal von {N}: {L}", "Backup-Kanal, bitte abonnieren {L}",
      "Für Regentage merken: {L}"},
     {"Unser Kanal wurde gelöscht. Neuer Link: {L}",
      "{N} wurde heute früh gesperrt, weiter geht es hier {L}",
      "Schon wieder weg. Wir machen weiter: {L}"},
     {"Früher waren wir unter {L}, das wurde gelöscht.", "Hier ist wieder {N}. Der alte Kanal: {L}",
      "Ehemals {L}"},
     {"Alle unsere Links an einem Ort: {L}", "Liste unserer Kanäle, immer frisch: {L}"},
     {"Unsere Freunde von {N} haben einen neuen Kanal: {L}", "{N} ist wieder da: {L}"},
     {"Anzeige. Die besten Gummistiefel der Küste: {L}",
      "Werbung: Ferngläser zum halben Preis {L}"},
     {"Achtung: {L} ist gefälscht und gehört nicht zu uns.",
      "{L} ist nicht von uns, bitte nicht folgen."},
     {"Siehe auch {L}", "Heute lesenswert: {L}"},
     {"Beitreten", "Kanal öffnen"}},
    {"es",
     {"Mareas", "Puerto", "Aves", "Jardín", "Tiempo", "Marisma"},
     {"el muelle norte", "el faro viejo", "la marisma", "el huerto", "la ría", "el embarcadero"},
     {"ostreros", "vuelvepiedras", "lirios", "avefrías", "charranes", "salicornias", "zarapitos",
      "geranios"},
     {"Bajamar a las {h}:{n}; {n} {b} contados en {p}.",
      "Niebla sobre {p}, despeja después de las {h}. Viento {n} nudos.",
      "Los {b} han vuelto a {p}, {n} días más tarde que el año pasado.",
      "Sendero a {p} cerrado hasta las {h} por marea viva.",
      "Los lectores enviaron {n} fotos de {b}, la mejor desde {p}.",
      "Agua a {n} grados, medida en {p} a las {h}.", "Hoy plantamos {n} filas de {b} junto a {p}."},
     {"{N}: notas de la orilla, cada día.", "{N} — mareas, recuentos y fotos.",
      "Todo sobre la costa. {N}"},
     {"Nuestro nuevo canal: {L}", "{N} tiene nuevo canal, únete {L}", "Nos mudamos a {L} difunde",
      "Desde esta noche {N} está en {L}"},
     {"Canal de respaldo: {L}", "Canal secundario de {N}: {L}", "Suscríbete también a este {L}",
      "Guárdalo para los días de lluvia: {L}"},
     {"Nuestro canal fue eliminado. Nuevo enlace: {L}",
      "{N} fue borrado esta mañana, seguimos en {L}", "Otra vez cerrados. Continuamos aquí: {L}"},
     {"Antes estábamos en {L}, fue eliminado.", "Otra vez {N}. El canal anterior: {L}",
      "Antes {L}"},
     {"Todos nuestros enlaces en un lugar: {L}", "Lista de nuestros canales, siempre al día: {L}"},
     {"Nuestros amigos de {N} tienen nuevo canal: {L}", "{N} ha vuelto: {L}"},
     {"Publicidad. Las mejores botas de la costa: {L}",
      "Anuncio: prismáticos a mitad de precio {L}"},
     {"Cuidado: {L} es falso y no es nuestro.", "{L} no es nuestro, no lo sigas."},
     {"Mira también {L}", "Buena lectura de hoy: {L}"},
     {"Unirse", "Abrir el canal"}},
    {"id",
     {"Pasang", "Pelabuhan", "Burung", "Kebun", "Cuaca", "Rawa"},
     {"dermaga utara", "mercusuar tua", "hutan bakau", "kebun kelapa", "muara", "dermaga feri"},
     {"trinil", "camar", "melati", "kuntul", "dara laut", "pandan", "gajahan", "kenanga"},
     {"Surut terendah pukul {h}.{n}; {n} {b} terhitung di {p}.",
      "Kabut pagi di {p}, cerah setelah pukul {h}. Angin {n} knot.",
      "Kawanan {b} kembali ke {p}, {n} hari lebih lambat dari tahun lalu.",
      "Jalan ke {p} ditutup sampai pukul {h} karena pasang purnama.",
      "Pembaca mengirim {n} foto {b}, yang terbaik dari {p}.",
      "Suhu air {n} derajat, diukur di {p} pukul {h}.",
      "Hari ini {n} baris {b} ditanam di dekat {p}."},
     {"{N}: catatan pantai setiap hari.", "{N} — pasang surut, hitungan dan foto.",
      "Semua tentang pesisir. {N}"},
     {"Channel baru kami: {L}", "{N} punya channel baru, gabung {L}", "Kami pindah ke {L} sebarkan",
      "Mulai malam ini {N} ada di {L}"},
     {"Channel cadangan: {L}", "Saluran cadangan {N}: {L}", "Ikuti juga channel kedua {L}",
      "Simpan untuk hari hujan: {L}"},
     {"Channel kami dihapus. Link baru: {L}", "{N} diblokir pagi ini, lanjut di {L}",
      "Kena banned lagi. Kami terus di {L}"},
     {"Dulu kami di {L}, sudah dihapus.", "Ini {N} lagi. Channel lama: {L}", "Sebelumnya {L}"},
     {"Semua link kami di satu tempat: {L}", "Daftar channel kami, selalu baru: {L}"},
     {"Teman kami {N} punya channel baru: {L}", "{N} kembali di sini: {L}"},
     {"Iklan. Sepatu bot terbaik: {L}", "Promosi berbayar: teropong setengah harga {L}"},
     {"Awas: {L} palsu dan bukan milik kami.", "{L} bukan punya kami, jangan diikuti."},
     {"Lihat juga {L}", "Bacaan bagus hari ini: {L}"},
     {"Gabung", "Buka channel"}},
    {"tr",
     {"Gelgit", "Liman", "Kuşlar", "Bahçe", "Hava", "Sazlık"},
     {"kuzey iskelesi", "eski fener", "tuzla", "elma bahçesi", "nehir ağzı", "vapur iskelesi"},
     {"poyrazkuşu", "martı", "lavanta", "kızkuşu", "sumru", "kekik", "kervançulluğu", "gelincik"},
     {"Alçak su {h}:{n}; {p} yakınında {n} {b} sayıldı.",
      "{p} üzerinde sabah sisi, saat {h} sonrası açık. Rüzgâr {n} knot.",
      "Geçen yıldan {n} gün geç, {b} yine {p} yakınında.",
      "Yol {p} tarafında saat {h} kadar kapalı.",
      "Okurlar {n} {b} fotoğrafı gönderdi, en güzeli {p} tarafından.",
      "Su {n} derece, {p} yanında saat {h} ölçüldü.", "Bugün {p} yanına {n} sıra {b} diktik."},
     {"{N}: her gün kıyıdan notlar.", "{N} — gelgit, sayım ve fotoğraf.",
      "Kıyı hakkında her şey. {N}"},
     {"Yeni kanalımız: {L}", "{N} yeni kanalı, katılın {L}", "Taşındık: {L} paylaşın",
      "Bu akşamdan sonra {N} burada: {L}"},
     {"Yedek kanal: {L}", "{N} yedek kanalı: {L}", "İkinci kanalımıza da abone olun {L}",
      "Yağmurlu günler için saklayın: {L}"},
     {"Kanalımız silindi. Yeni link: {L}", "{N} bu sabah kapatıldı, devamı burada {L}",
      "Yine engellendi. Buradan devam: {L}"},
     {"Önceden {L} adresindeydik, silindi.", "Yeniden {N}. Eski kanal: {L}", "Eski adres {L}"},
     {"Bütün linklerimiz tek yerde: {L}", "Kanallarımızın güncel listesi: {L}"},
     {"Dostumuz {N} yeni kanal açtı: {L}", "{N} geri döndü: {L}"},
     {"Reklam. Kıyının en iyi çizmeleri: {L}", "Sponsorlu: dürbünler yarı fiyatına {L}"},
     {"Dikkat: {L} sahte, bize ait değil.", "{L} bizim değil, takip etmeyin."},
     {"Şuna da bakın {L}", "Bugünün okuması: {L}"},
     {"Katıl", "Kanalı aç"}},
}};

struct Syllable {
  Phrase latin, arabic, cyrillic;
};
constexpr std::array<Syllable, 24> syllables{{
    {"kor", "كور", "кор"}, {"vel", "فيل", "вел"}, {"tam", "تام", "там"},   {"zil", "زيل", "зил"},
    {"bru", "برو", "бру"}, {"nad", "ناد", "над"}, {"osh", "وش", "ош"},     {"mer", "مير", "мер"},
    {"lin", "لين", "лин"}, {"dar", "دار", "дар"}, {"fesk", "فسك", "феск"}, {"ul", "ول", "ул"},
    {"wen", "وين", "вен"}, {"gra", "غرا", "гра"}, {"tis", "تيس", "тис"},   {"pol", "بول", "пол"},
    {"quo", "كو", "куо"},  {"sed", "سيد", "сед"}, {"rav", "راف", "рав"},   {"hul", "هول", "хул"},
    {"yan", "يان", "ян"},  {"bik", "بيك", "бик"}, {"mog", "موغ", "мог"},   {"thal", "ثال", "тал"},
}};

}  // namespace

std::span<const Tongue> tongues() { return table; }
std::span<const Phrase> theme_words() { return latin_themes; }

Stem invent_stem(Dice& dice) {
  const Stem two = longer(longer({}, dice), dice);
  return dice.chance(.7) ? two : longer(two, dice);
}

Stem longer(Stem stem, Dice& dice) {
  const Syllable& s = dice.one_of(syllables);
  stem.latin += s.latin;
  stem.arabic += s.arabic;
  stem.cyrillic += s.cyrillic;
  return stem;
}

std::string fill(Phrase text, std::string_view key, std::string_view value) {
  const std::string mark = "{" + std::string(key) + "}";
  std::string out(text);
  for (std::size_t at = out.find(mark); at != std::string::npos;
       at = out.find(mark, at + value.size()))
    out.replace(at, mark.size(), value);
  return out;
}

std::string tell(const Tongue& tongue, Dice dice) {
  std::string text;
  const int sentences = 1 + static_cast<int>(dice.next() % 3);
  for (int i = 0; i < sentences; ++i) {
    std::string one(dice.one_of(tongue.stories));
    one = fill(one, "p", dice.one_of(tongue.places));
    one = fill(one, "b", dice.one_of(tongue.birds));
    one = fill(one, "h", std::to_string(dice.between(4, 22)));
    one = fill(one, "n", std::to_string(dice.between(10, 59)));
    text += (i == 0 ? "" : dice.chance(.3) ? "\n" : " ") + one;
  }
  return text;
}

}  // namespace godwit::stage
