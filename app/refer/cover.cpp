// SPDX-License-Identifier: Apache-2.0
// The cover of a referral, in the language of the provider. It must never read like an order: it
// says what it is in its first lines, asks for an assessment, and leaves the decision where it is.
#include "app/refer/pack.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

struct Phrases {
  std::string_view language;
  std::string_view rehearsal, title, no_order, you_decide;
  std::string_view to, from, reference, date;
  std::string_view please;  // before the addresses
  std::string_view known_as, seen, reason, category, purpose, evidence, captures;
  std::string_view annex, good_faith, answer;
};

constexpr Phrases covers[] = {
    {"en",
     "REHEARSAL: invented data, not the world. Do not send.",
     "REFERRAL OF CONTENT FOR YOUR VOLUNTARY ASSESSMENT",
     "This is a referral. It is NOT a removal order under Regulation (EU) 2021/784, and no order "
     "of "
     "any authority.",
     "You decide, under your own terms and the law that applies to you.",
     "To",
     "From",
     "Reference",
     "Date",
     "We ask you to assess these exact addresses:",
     "known as",
     "seen by us from %1 to %2",
     "Reason",
     "category (TCO Art 2(7))",
     "Purpose assessment (TCO Art 1(3))",
     "Evidence",
     "%1 captures, listed with their SHA-256 in annex.csv",
     "Annex: annex.csv and annex.json (addresses, identifiers, hashes), evidence.wacz (the "
     "captures "
     "themselves; any web archive player opens it).",
     "We believe in good faith that the information and allegations in this notice are accurate "
     "and "
     "complete (Regulation (EU) 2022/2065, Art 16(2)(d)).",
     "Please tell us what you decided, and when, under the reference above."},
    {"de",
     "ÜBUNG: erfundene Daten, nicht die Wirklichkeit (REHEARSAL). Nicht versenden.",
     "MELDUNG VON INHALTEN ZUR FREIWILLIGEN PRÜFUNG",
     "Dies ist eine Meldung (referral). Es ist KEINE Entfernungsanordnung nach der Verordnung (EU) "
     "2021/784 und keine Anordnung einer Behörde.",
     "Sie entscheiden nach Ihren eigenen Bedingungen und dem für Sie geltenden Recht.",
     "An",
     "Von",
     "Zeichen",
     "Datum",
     "Wir bitten Sie, genau diese Adressen zu prüfen:",
     "bekannt als",
     "von uns gesehen vom %1 bis zum %2",
     "Grund",
     "Kategorie (TCO Art. 2 Nr. 7)",
     "Prüfung des Zwecks (TCO Art. 1 Abs. 3)",
     "Belege",
     "%1 Aufzeichnungen, mit ihrem SHA-256 in annex.csv",
     "Anlagen: annex.csv und annex.json (Adressen, Kennungen, Hashwerte), evidence.wacz (die "
     "Aufzeichnungen selbst; jeder Web-Archiv-Betrachter öffnet sie).",
     "Wir sind in gutem Glauben davon überzeugt, dass die Angaben und Behauptungen in dieser "
     "Meldung "
     "richtig und vollständig sind (Verordnung (EU) 2022/2065, Art. 16 Abs. 2 Buchst. d).",
     "Bitte teilen Sie uns unter dem obigen Zeichen mit, was Sie wann entschieden haben."},
    {"fr",
     "EXERCICE : données inventées, pas la réalité (REHEARSAL). Ne pas envoyer.",
     "SIGNALEMENT DE CONTENUS POUR EXAMEN VOLONTAIRE",
     "Ceci est un signalement (referral). Ce n'est PAS une injonction de retrait au sens du "
     "règlement "
     "(UE) 2021/784, ni l'injonction d'aucune autorité.",
     "La décision vous appartient, selon vos conditions et le droit qui vous est applicable.",
     "À",
     "De",
     "Référence",
     "Date",
     "Nous vous prions d'examiner exactement ces adresses :",
     "connu sous le nom de",
     "vu par nous du %1 au %2",
     "Motif",
     "catégorie (TCO art. 2, point 7)",
     "Examen de la finalité (TCO art. 1, par. 3)",
     "Preuves",
     "%1 captures, listées avec leur SHA-256 dans annex.csv",
     "Annexes : annex.csv et annex.json (adresses, identifiants, empreintes), evidence.wacz (les "
     "captures elles-mêmes, lisibles par tout lecteur d'archives web).",
     "Nous pensons, de bonne foi, que les informations et les allégations de la présente "
     "notification sont exactes et complètes (règlement (UE) 2022/2065, art. 16, par. 2, point d).",
     "Merci de nous indiquer votre décision et sa date, sous la référence ci-dessus."},
    {"es",
     "EJERCICIO: datos inventados, no la realidad (REHEARSAL). No enviar.",
     "REMISIÓN DE CONTENIDOS PARA SU EVALUACIÓN VOLUNTARIA",
     "Esto es una remisión (referral). NO es una orden de retirada conforme al Reglamento (UE) "
     "2021/784, ni la orden de autoridad alguna.",
     "La decisión es suya, según sus condiciones y el derecho que le sea aplicable.",
     "Para",
     "De",
     "Referencia",
     "Fecha",
     "Le rogamos que evalúe exactamente estas direcciones:",
     "conocido como",
     "visto por nosotros del %1 al %2",
     "Motivo",
     "categoría (TCO art. 2, punto 7)",
     "Evaluación de la finalidad (TCO art. 1, apdo. 3)",
     "Pruebas",
     "%1 capturas, enumeradas con su SHA-256 en annex.csv",
     "Anexos: annex.csv y annex.json (direcciones, identificadores, resúmenes), evidence.wacz (las "
     "capturas; las abre cualquier visor de archivos web).",
     "Creemos de buena fe que la información y las alegaciones de esta notificación son exactas y "
     "completas (Reglamento (UE) 2022/2065, art. 16, apdo. 2, letra d).",
     "Le rogamos que nos comunique su decisión y su fecha, con la referencia indicada."}};

const Phrases& phrases_of(const std::string& language) {
  for (const Phrases& each : covers)
    if (each.language == language) return each;
  return covers[0];
}

std::string filled(std::string_view phrase, const std::string& one, const std::string& two = "") {
  std::string out(phrase);
  for (const auto& [mark, text] : {std::pair("%1", one), std::pair("%2", two)})
    if (const std::size_t at = out.find(mark); at != std::string::npos) out.replace(at, 2, text);
  return out;
}

std::string line(std::string_view label, const std::string& text) {
  return text.empty() ? "" : "   " + std::string(label) + ": " + printable(text) + "\n";
}

std::string sender_of(const Sender& sender) {
  std::string out = sender.name + " <" + sender.email + ">";
  for (const std::string& more : {sender.authority, sender.member_state})
    if (!more.empty()) out += ", " + more;
  return printable(out);
}

std::string entry(const ReferredChannel& c, std::size_t number, const Phrases& say) {
  const auto day = [](Time t) { return to_rfc3339(t).substr(0, 10); };
  const std::string& why = c.dossier.confirmation->text;
  std::string codes;
  for (const std::string& code : reason_codes(why)) codes += (codes.empty() ? "" : ", ") + code;
  std::string known =
      c.channel.title.empty() ? "" : "\u2068" + printable(c.channel.title) + "\u2069, ";
  known += c.channel.id;
  return std::to_string(number) + ". " + printable(c.channel.urls.back().address.url) + "\n   " +
         std::string(say.known_as) + ": " + known + "\n   " +
         filled(say.seen, day(c.channel.first_seen), day(c.channel.last_seen)) + "\n" +
         line(say.reason, codes.empty() ? why : note_of(why)) + line(say.category, codes) +
         line(say.purpose, c.dossier.purpose->text) +
         line(say.evidence, filled(say.captures, std::to_string(c.captures.size()))) + "\n";
}

}  // namespace

std::string render_cover(const Referral& r) {
  const Phrases& say = phrases_of(language_of(r));
  const auto field = [](std::string_view label, const std::string& text) {
    return std::string(label) + ": " + text + "\n";
  };
  std::string out;
  if (r.rehearsal) out += std::string(say.rehearsal) + "\n\n";
  out += std::string(say.title) + "\n\n" + std::string(say.no_order) + "\n" +
         std::string(say.you_decide) + "\n\n";
  out += field(say.to, printable(r.provider.name)) + field(say.from, sender_of(r.sender)) +
         field(say.reference, reference_of(r)) + field(say.date, to_rfc3339(issued_at(r))) + "\n";
  out += std::string(say.please) + "\n\n";
  for (std::size_t i = 0; i < r.channels.size(); ++i) out += entry(r.channels[i], i + 1, say);
  out += std::string(say.annex) + "\n\n" + std::string(say.good_faith) + "\n\n" +
         std::string(say.answer) + "\n";
  return out;
}

}  // namespace godwit
