import type { LanguagePack } from './language-pack';

/** German. */
export const DE: LanguagePack = {
  'sign-in-required.message': 'Sie sind nicht angemeldet.',
  'sign-in-required.remedy': 'Melden Sie sich an und versuchen Sie es erneut.',
  'sign-in-required.application.remedy':
    'Melden Sie sich zuerst in dieser Anwendung an, und versuchen Sie es dann erneut.',
  'sign-in-refused.message': 'Die Anmeldung wurde abgelehnt.',
  'sign-in-refused.reason.message': 'Die Anmeldung wurde abgelehnt: {reason}',
  'sign-in-refused.remedy': 'Wenden Sie sich mit diesem Hinweis an den Administrator: {english}',
  'sign-in-refused.access.remedy': 'Bitten Sie den Administrator um Zugriff.',
  'sign-in-refused.client.message':
    'Der Mandant tauscht das Zugriffstoken nicht für den Client „{clientId}“ ein.',
  'sign-in-refused.client.remedy':
    'Vergleichen Sie die Client-Id der Verbindung mit der des OAuth-Clients, von dem das Token ist, und prüfen Sie dessen „grants“ im Mandanten.',
  'sign-in-refused.denied.remedy':
    'Melden Sie sich erneut an und erlauben Sie den Zugriff, oder wenden Sie sich an den Administrator.',
  'sign-in-refused.disabled.remedy':
    'Wenden Sie sich an den Administrator: Qlik kennt diesen Benutzer und lässt ihn nicht ein, zum Beispiel weil er deaktiviert ist.',
  'sign-in-refused.ticket.remedy':
    'Melden Sie sich erneut an: ein Ticket gilt einmal und eine Minute lang. Wenn es wieder geschieht, vergleichen Sie den virtuellen Proxy in der Konfiguration des Backends mit dem „host“ der Verbindung, und prüfen Sie, ob der Browser die Cookies des Servers blockiert.',
  'sign-in-state-mismatch.message':
    'Die Antwort gehört zu keiner Anmeldung, die auf dieser Seite begonnen wurde.',
  'sign-in-state-mismatch.remedy': 'Melden Sie sich auf dieser Seite erneut an.',
  'sign-in-state-mismatch.issuer.message':
    'Die Antwort auf die Anmeldung bei {connection} ist von {issuers} und wurde nicht angenommen.',
  'sign-in-state-mismatch.issuer.remedy':
    'Melden Sie sich erneut an. Wenn {connection} weitere Namen hat, führen Sie diese in der Verbindung als „issuers“ auf.',
  'sign-in-state-mismatch.no-issuer.message':
    'Die Antwort auf die Anmeldung bei {connection} sagt nicht, von wem sie ist, und wurde nicht angenommen.',
  'sign-in-state-mismatch.no-issuer.remedy':
    'Melden Sie sich erneut an. Wenn {connection} weitere Namen hat, führen Sie diese in der Verbindung als „issuers“ auf.',
  'sign-in-failed.message': 'Die Anmeldung ist fehlgeschlagen.',
  'sign-in-failed.reason.message': 'Die Anmeldung ist fehlgeschlagen: {reason}',
  'sign-in-failed.remedy':
    'Melden Sie sich erneut an. Wenn es wieder geschieht, wenden Sie sich an den Administrator.',
  'sign-in-failed.client.remedy':
    'Melden Sie sich erneut an. Wenn es wieder geschieht, prüfen Sie den OAuth-Client im Mandanten: Client-Id und Weiterleitungsadresse müssen dieselben sein.',
  'sign-in-failed.https.remedy': 'Stellen Sie die Anwendung über https bereit.',
  'sign-in-failed.no-address.message': '{connection} nennt keine eigene Adresse für die Anmeldung.',
  'sign-in-failed.no-address.remedy':
    'Ergänzen Sie den Hostnamen dieser Seite in der „host allow list“ des virtuellen Proxys, und stellen Sie ihn auf Windows- oder Formularanmeldung.',
  'sign-in-failed.storage.message': 'Der Browser lässt diese Seite die Anmeldung nicht speichern.',
  'sign-in-failed.storage.remedy':
    'Erlauben Sie dieser Website, Daten zu speichern, und melden Sie sich erneut an.',
  'sign-in-loop.message': 'Die Anmeldung kam {times}-mal zurück, ohne zu bestehen.',
  'sign-in-loop.remedy':
    'Erlauben Sie Cookies für den Qlik-Server, oder wenden Sie sich an den Administrator.',
  'sign-in-timeout.message': 'Die Anmeldung hat zu lange gedauert.',
  'sign-in-timeout.remedy': 'Melden Sie sich erneut an.',
  'sign-in-timeout.not-opened.message': 'Die Anmeldeseite von {connection} hat sich nicht geöffnet.',
  'sign-in-timeout.not-opened.remedy':
    'Melden Sie sich erneut an. Wenn der Browser fragt, ob Sie diese Seite verlassen möchten, verlassen Sie sie; wenn sich die Anmeldeseite doch noch öffnet, machen Sie dort weiter.',
  'sign-in-canceled.message': 'Die Anmeldung wurde abgebrochen.',
  'sign-in-canceled.remedy': 'Melden Sie sich erneut an.',
  'cookies-blocked.message':
    'Sie haben sich angemeldet, aber der Browser sendet die Cookies nicht von dieser Seite aus.',
  'cookies-blocked.remedy':
    'Erlauben Sie Cookies von Drittanbietern für den Qlik-Server, oder wenden Sie sich an den Administrator.',
  'callback-page-missing.message':
    'Die Anmeldung wurde nicht begonnen: die Seite {page}, zu der sie zurückkehrt, fehlt.',
  'callback-page-missing.remedy':
    'Wenn die Seite in den „assets“ von angular.json schon steht, starten Sie „ng serve“ neu, oder bauen Sie erneut. Sonst ergänzt „ng add ngx-qlik“ sie dort.',
  'popup-blocked.message': 'Der Browser hat das Anmeldefenster blockiert.',
  'popup-blocked.remedy': 'Erlauben Sie Pop-ups für diese Seite und versuchen Sie es erneut.',
  'popup-closed.message': 'Das Anmeldefenster wurde geschlossen, bevor die Anmeldung abgeschlossen war.',
  'popup-closed.remedy': 'Melden Sie sich erneut an.',
  'credential-refused.message': 'Qlik akzeptiert diese Anmeldung nicht mehr.',
  'credential-refused.remedy': 'Melden Sie sich erneut an.',
  'credential-refused.none.message': 'Aufrufe ohne Anmeldedaten werden abgelehnt.',
  'credential-refused.none.remedy':
    'Melden Sie sich dort an, wo die Anmeldedaten ergänzt werden, und dann hier.',
  'credential-refused.call.message': 'Qlik hat diesen Aufruf abgelehnt, nicht die Anmeldung.',
  'credential-refused.call.reason.message': 'Qlik hat diesen Aufruf abgelehnt, nicht die Anmeldung: {reason}',
  'credential-refused.call.remedy':
    'Prüfen Sie, was der Benutzer und die „scopes“ des OAuth-Clients erlauben. Wenn kein Aufruf gelingt, ergänzen Sie „qlikInterceptor“ beim HttpClient.',
  'credential-expired.message': 'Die Anmeldung ist abgelaufen.',
  'credential-expired.remedy': 'Melden Sie sich erneut an.',
  'runtime-unreachable.message': 'Die Skripte von Qlik wurden nicht geladen.',
  'runtime-unreachable.remedy':
    'Prüfen Sie die Adresse, das Netzwerk, die Content-Security-Policy der Seite und die Erweiterungen des Browsers, und versuchen Sie es erneut.',
  'runtime-unreachable.host.message': 'Die Skripte von Qlik wurden von {host} nicht geladen.',
  'runtime-unreachable.virtual-proxy.message': 'Die Skripte von Qlik wurden von {host} nicht geladen.',
  'runtime-unreachable.virtual-proxy.remedy':
    'Prüfen Sie die Adresse, das Netzwerk, die Content-Security-Policy der Seite und die Erweiterungen des Browsers. Der virtuelle Proxy muss „Access-Control-Allow-Credentials“ senden. Ein Server, der für das Skript zu alt ist, braucht "runtime": { "bundled": true }.',
  'runtime-unreachable.trusted-types.message': 'Diese Seite lässt die Skripte von Qlik von {host} nicht zu.',
  'runtime-unreachable.trusted-types.remedy':
    'Ergänzen Sie ngx-qlik in „trusted-types“ der Content-Security-Policy der Seite.',
  'runtime-unreachable.bundled.message': 'Die mitgelieferte Laufzeit {address} wurde nicht geladen.',
  'runtime-unreachable.bundled.remedy':
    'Installieren Sie das Paket ngx-qlik-runtime, und kopieren Sie seine Dateien an diese Adresse: { "glob": "**/*", "input": "node_modules/ngx-qlik-runtime/files", "output": "qlik-runtime" } in den „assets“ von angular.json. Die Content-Security-Policy muss sie erlauben.',
  'runtime-unreachable.loopback.message': 'Die Skripte von Qlik wurden von {host} nicht geladen.',
  'runtime-unreachable.loopback.remedy':
    'Unter {host} antwortet dieser Seite nichts: starten Sie die Sandbox (npx qlik-sandbox), oder korrigieren Sie „host“ in connections.json.',
  'runtime-timeout.message': 'Die Skripte von Qlik wurden nicht innerhalb von {limit} s geladen.',
  'runtime-timeout.remedy': 'Prüfen Sie das Netzwerk und versuchen Sie es erneut.',
  'http-unreachable.message': 'Qlik ist nicht erreichbar.',
  'http-unreachable.reason.message': 'Qlik ist nicht erreichbar: {reason}',
  'http-unreachable.remedy': 'Prüfen Sie das Netzwerk und versuchen Sie es erneut.',
  'http-unreachable.host.message': '{host} ist nicht erreichbar.',
  'http-unreachable.host.remedy':
    'Prüfen Sie das Netzwerk, die Adresse in connections.json, und ob {host} Aufrufe von dieser Seite zulässt (Origin); versuchen Sie es dann erneut.',
  'http-unreachable.backend.message': '{host} ist nicht erreichbar.',
  'http-unreachable.broken-off.message': 'Die Antwort des Servers brach vorzeitig ab.',
  'http-unreachable.loopback.message': '{host} ist nicht erreichbar.',
  'http-unreachable.loopback.remedy':
    'Unter {host} antwortet dieser Seite nichts: starten Sie die Sandbox (npx qlik-sandbox), oder korrigieren Sie „host“ in connections.json.',
  'http-unreachable.timeout.message': 'Qlik hat nicht innerhalb von {limit} s geantwortet.',
  'http-unreachable.part.message': 'Ein Teil dieser Anwendung konnte nicht geladen werden.',
  'http-unreachable.reload.message': 'Ein Teil dieser Anwendung konnte nicht geladen werden.',
  'http-unreachable.reload.remedy': 'Laden Sie die Seite neu.',
  'http-forbidden.message': 'Sie haben dafür keine Berechtigung.',
  'http-forbidden.reason.message': 'Sie haben dafür keine Berechtigung: {reason}',
  'http-forbidden.remedy': 'Bitten Sie den Administrator um Zugriff.',
  'http-not-found.message': 'Das gibt es nicht, oder Sie dürfen es nicht sehen.',
  'http-not-found.reason.message': 'Das gibt es nicht, oder Sie dürfen es nicht sehen: {reason}',
  'http-not-found.remedy': 'Gehen Sie zurück und wählen Sie erneut.',
  'http-not-found.virtual-proxy.message': 'Unter {host} gibt es keinen virtuellen Proxy.',
  'http-not-found.virtual-proxy.remedy':
    'Prüfen Sie „host“ der Verbindung: die Adresse des Servers und das Präfix eines seiner virtuellen Proxys.',
  'http-rate-limited.message': 'Es wurden zu viele Anfragen gestellt.',
  'http-rate-limited.reason.message': 'Es wurden zu viele Anfragen gestellt: {reason}',
  'http-rate-limited.remedy': 'Warten Sie einen Moment und versuchen Sie es erneut.',
  'http-rate-limited.wait.remedy': 'Warten Sie {seconds} s und versuchen Sie es erneut.',
  'http-server-error.message': 'Beim Qlik-Server ist ein Fehler aufgetreten.',
  'http-server-error.reason.message': 'Beim Qlik-Server ist ein Fehler aufgetreten: {reason}',
  'http-server-error.remedy': 'Versuchen Sie es später erneut.',
  'http-server-error.wait.remedy': 'Warten Sie {seconds} s und versuchen Sie es erneut.',
  'http-unexpected-answer.message': 'Die Antwort war nicht wie erwartet.',
  'http-unexpected-answer.reason.message': 'Die Antwort war nicht wie erwartet: {reason}',
  'http-unexpected-answer.remedy':
    'Versuchen Sie es in einem Moment erneut. Wenn es wieder geschieht, prüfen Sie oder der Administrator, ob unter der Adresse ein Qlik-Server antwortet und kein Proxy an seiner Stelle.',
  'http-unexpected-answer.csrf-token.message':
    'Der virtuelle Proxy lässt diese Seite sein CSRF-Token nicht lesen.',
  'http-unexpected-answer.csrf-token.remedy':
    'Ergänzen Sie "Access-Control-Expose-Headers: qlik-csrf-token" bei den zusätzlichen Antwort-Headern des virtuellen Proxys.',
  'http-unexpected-answer.pages.message': 'Die Liste hat mehr als {pages} Seiten.',
  'http-unexpected-answer.pages.remedy':
    'Grenzen Sie die Abfrage ein, oder erlauben Sie mit „maxPages“ mehr.',
  'http-unexpected-answer.loop.message': 'Die Liste führt zu einer Seite zurück, die schon gelesen ist.',
  'http-unexpected-answer.loop.remedy': 'Grenzen Sie die Abfrage ein, oder erlauben Sie mit „maxPages“ mehr.',
  'http-unexpected-answer.sign-in-page.message':
    'Der Server hat den Aufruf zu seiner Anmeldeseite geschickt.',
  'http-unexpected-answer.sign-in-page.remedy': 'Melden Sie sich ab und wieder an.',
  'call-canceled.message': 'Der Aufruf wurde abgebrochen.',
  'call-canceled.remedy': 'Versuchen Sie es erneut.',
  'reload-failed.message': 'Das Neuladen der App ist fehlgeschlagen.',
  'reload-failed.reason.message': 'Das Neuladen der App ist fehlgeschlagen: {reason}',
  'reload-failed.remedy': 'Korrigieren Sie das Ladeskript oder dessen Daten, und laden Sie die App erneut.',
  'reload-failed.limit.message': '{connection} hat das Neuladen an einer Grenze des Mandanten beendet.',
  'reload-failed.limit.reason.message':
    '{connection} hat das Neuladen an einer Grenze des Mandanten beendet: {reason}',
  'reload-failed.limit.remedy':
    'Laden Sie weniger Daten, oder fragen Sie einen Administrator nach den Grenzen für das Neuladen.',
  'reload-failed.timeout.message': 'Das Neuladen bei {connection} war nach einem Tag nicht beendet.',
  'reload-failed.timeout.remedy': 'Brechen Sie es ab, und beginnen Sie es neu.',
  'reload-canceled.message': 'Das Neuladen der App wurde abgebrochen.',
  'reload-canceled.remedy': 'Laden Sie die App erneut, wenn Sie die Daten brauchen.',
  'app-not-found.message': 'Diese App gibt es nicht, oder Sie dürfen sie nicht sehen.',
  'app-not-found.app.message': 'Die App „{app}“ gibt es nicht, oder Sie dürfen sie nicht sehen.',
  'app-not-found.remedy': 'Wählen Sie eine andere App, oder bitten Sie den Besitzer um Zugriff.',
  'app-forbidden.message': 'Sie dürfen diese App nicht öffnen.',
  'app-forbidden.remedy': 'Bitten Sie den Besitzer der App um Zugriff.',
  'app-forbidden.4230.message': 'Ihre Lizenz erlaubt das nicht.',
  'app-forbidden.4230.remedy': 'Bitten Sie den Administrator um Zugriff.',
  'app-forbidden.api-key.message':
    '{connection} hat den API-Schlüssel im Browser, und Qlik nimmt ihn dort nur für REST-Aufrufe an.',
  'app-forbidden.api-key.remedy':
    'Legen Sie den Schlüssel ins Backend, oder verwenden Sie eine andere Art der Anmeldung.',
  'app-open-failed.message': 'Die App konnte nicht geöffnet werden.',
  'app-open-failed.reason.message': 'Die App konnte nicht geöffnet werden: {reason}',
  'app-open-failed.remedy':
    'Versuchen Sie es erneut. Wenn es wieder geschieht, wenden Sie sich an den Administrator.',
  'app-open-failed.4202.remedy': 'Prüfen Sie die Id der App.',
  'app-open-timeout.message': 'Die App wurde nicht innerhalb von {limit} s geöffnet.',
  'app-open-timeout.remedy':
    'Versuchen Sie es erneut; die App ist vielleicht sehr groß, oder der Server ausgelastet.',
  'object-not-found.message': 'Das gibt es in dieser App nicht.',
  'object-not-found.remedy': 'Es wurde vielleicht gelöscht oder gehört zu einer anderen App.',
  'object-not-found.field.message': 'Das Feld „{name}“ gibt es in dieser App nicht.',
  'object-not-found.field.remedy':
    'Prüfen Sie den Namen, auch Groß- und Kleinschreibung. Das Skript der App hat das Feld vielleicht umbenannt oder entfernt.',
  'object-not-found.variable.message': 'Die Variable „{name}“ gibt es in dieser App nicht.',
  'object-not-found.variable.remedy': 'Prüfen Sie den Namen, auch Groß- und Kleinschreibung.',
  'object-not-found.bookmark.message':
    'Das Lesezeichen „{name}“ gibt es in dieser App nicht, oder es gehört einem anderen Benutzer.',
  'object-not-found.bookmark.remedy':
    'Prüfen Sie die Id. Es wurde vielleicht gelöscht oder gehört zu einer anderen App oder einem anderen Benutzer.',
  'object-not-found.object.message': 'Das Objekt „{name}“ gibt es in dieser App nicht.',
  'object-not-found.none.message': 'Nichts ist gewählt: kein Objekt, kein Feld, keine Variable.',
  'object-not-found.none.remedy': 'Wählen Sie etwas davon, und versuchen Sie es dann erneut.',
  'session-suspended.message': 'Die Verbindung zur App ist unterbrochen.',
  'session-suspended.remedy': 'Prüfen Sie das Netzwerk und stellen Sie die Verbindung wieder her.',
  'session-suspended.offline.message': 'Dieses Gerät ist offline.',
  'session-suspended.offline.remedy': 'Die Sitzung wird fortgesetzt, sobald das Netzwerk wieder da ist.',
  'session-suspended.unreachable.message': 'Qlik ist weiterhin nicht erreichbar (Versuche: {attempts}).',
  'session-suspended.interrupted.remedy':
    'Warten Sie, bis die Sitzung fortgesetzt ist, und versuchen Sie es dann erneut.',
  'session-suspended.closed.message': 'Die App wurde geschlossen.',
  'session-suspended.closed.remedy': 'Öffnen Sie die App erneut.',
  'session-suspended.no-app.message': 'Keine App ist geöffnet.',
  'session-suspended.no-app.remedy':
    'Öffnen Sie eine App, oder melden Sie sich an, und versuchen Sie es dann erneut.',
  'session-suspended.not-open.message': 'Die App ist noch nicht geöffnet.',
  'session-suspended.not-open.remedy': 'Warten Sie, bis sie geöffnet ist, und versuchen Sie es dann erneut.',
  'session-suspended.not-calculated.message': 'Die Tabelle ist noch nicht berechnet.',
  'session-suspended.not-calculated.remedy':
    'Warten Sie auf die Tabelle, und exportieren Sie sie dann erneut.',
  'session-suspended.1000.remedy':
    'Versuchen Sie es erneut. Wenn es wieder geschieht, wenden Sie sich an den Administrator: auf einem eigenen Server fehlt vielleicht eine Lizenz oder eine Engine. Oder dieser Benutzer hat fünf Sitzungen geöffnet: melden Sie sich dann in anderen Browsern und auf anderen Geräten ab, oder warten Sie, bis diese Sitzungen enden.',
  'session-suspended.4000.message': 'Die Sitzung wurde von dieser Seite unterbrochen.',
  'session-suspended.4000.remedy': 'Stellen Sie die Verbindung wieder her.',
  'session-suspended.4001.message':
    'Die Engine hat die Sitzung geschlossen, weil eine Zeit lang nichts geschah.',
  'session-suspended.4001.remedy': 'Stellen Sie die Verbindung wieder her.',
  'session-suspended.4002.message': 'Die Lizenz dieser Sitzung muss erneuert werden.',
  'session-suspended.4002.remedy':
    'Stellen Sie die Verbindung wieder her. Wenn es wieder geschieht, wenden Sie sich an den Administrator.',
  'session-suspended.4003.message': 'Die Engine wird beendet.',
  'session-suspended.4003.remedy': 'Warten Sie: die Sitzung wird auf einer anderen Engine fortgesetzt.',
  'session-suspended.4004.message': 'Die App wurde aus der Engine entladen.',
  'session-suspended.4004.remedy': 'Warten Sie: die App wird wieder geöffnet.',
  'session-suspended.4005.message': 'Dieser Benutzer hat zu viele Sitzungen geöffnet.',
  'session-suspended.4005.remedy':
    'Schließen Sie andere Tabs oder Geräte, oder warten Sie, bis deren Sitzungen enden, und stellen Sie die Verbindung dann wieder her.',
  'session-suspended.4006.message': 'Die Anmeldung dieser Sitzung wird nicht mehr akzeptiert.',
  'session-suspended.4006.remedy': 'Stellen Sie die Verbindung wieder her, oder melden Sie sich erneut an.',
  'session-suspended.4007.message': 'Die App hat ihren Modus gewechselt.',
  'session-suspended.4007.remedy': 'Warten Sie: die App wird wieder geöffnet.',
  'session-suspended.4205.message': 'In kurzer Zeit wurden zu viele Anfragen gestellt.',
  'session-suspended.4205.remedy': 'Warten Sie eine Minute, und versuchen Sie es erneut.',
  'session-suspended.4220.message': 'Die Engine hatte ein Problem.',
  'session-suspended.4220.remedy': 'Versuchen Sie es erneut.',
  'session-suspended.4222.message': 'Die Reservierung der Engine für diese Sitzung ist abgelaufen.',
  'session-suspended.4222.remedy': 'Versuchen Sie es erneut.',
  'session-suspended.4240.message': 'Keine Engine ist frei, um die App zu öffnen.',
  'session-suspended.4240.remedy': 'Versuchen Sie es in einer Minute erneut.',
  'session-lost.message': 'Qlik hatte die Sitzung verloren; sie wurde neu aufgebaut.',
  'session-lost.remedy': 'Sie müssen nichts tun: die Auswahlen wurden wiederhergestellt.',
  'session-lost.fields.message': 'Qlik hatte die Sitzung verloren; sie wurde neu aufgebaut.',
  'session-lost.fields.remedy': 'Prüfen Sie die Auswahlen in {fields}.',
  'engine-error.message': 'Die Qlik-Engine meldet einen Fehler: {english}',
  'engine-error.remedy': 'Prüfen Sie den Ausdruck oder das Objekt.',
  'engine-error.call.message': 'Die Qlik-Engine hat den Aufruf abgelehnt.',
  'engine-error.table-calculation.message': 'Die Tabelle kann nicht berechnet werden.',
  'engine-error.table-calculation.reason.message': 'Die Tabelle kann nicht berechnet werden: {reason}',
  'engine-error.list-calculation.message': 'Die Liste kann nicht berechnet werden.',
  'engine-error.list-calculation.reason.message': 'Die Liste kann nicht berechnet werden: {reason}',
  'engine-error.column-calculation.message': 'Diese Spalte kann nicht berechnet werden.',
  'engine-error.column-calculation.reason.message': 'Diese Spalte kann nicht berechnet werden: {reason}',
  'engine-error.timeout.message': 'Die Qlik-Engine hat nicht innerhalb von {limit} s geantwortet.',
  'engine-error.timeout.remedy': 'Fordern Sie weniger Daten an, oder versuchen Sie es später erneut.',
  'engine-error.export-timeout.message':
    'Die Qlik-Engine hat die Datei nicht innerhalb von {limit} s geschrieben.',
  'engine-error.export-timeout.remedy': 'Wählen Sie weniger Daten aus, und exportieren Sie erneut.',
  'engine-error.export-changed.message': 'Die Tabelle hat sich geändert, während sie gelesen wurde.',
  'engine-error.export-changed.remedy':
    'Warten Sie, bis nichts mehr ausgewählt wird, und exportieren Sie erneut.',
  'engine-error.export-selections.message': 'Die Qlik-Engine hat die jetzigen Auswahlen nicht festgehalten.',
  'engine-error.export-selections.remedy': 'Exportieren Sie ohne Auswahlen, oder versuchen Sie es erneut.',
  'engine-error.table-changed.message': 'Die Tabelle hat sich geändert, während Zeilen gelesen wurden.',
  'engine-error.table-changed.remedy':
    'Warten Sie auf die geänderte Tabelle, und lesen Sie die Zeilen dann erneut.',
  'engine-error.column.message': 'Die Tabelle hat keine Spalte {column}.',
  'engine-error.column.remedy':
    'Warten Sie, bis die Tabelle bereit ist, und verwenden Sie den Index einer ihrer „shownColumns“.',
  'engine-error.width.message':
    'Die Zeilen der Tabelle haben {width} Zellen, was nicht zu ihren Spalten passt.',
  'engine-error.width.remedy':
    'Legen Sie die Tabelle mit ihren Dimensionen und Kennzahlen an: „readObjectColumns()“ liest sie.',
  'engine-error.selection.message': 'Die Qlik-Engine hat diese Auswahl nicht angenommen: {selection}.',
  'engine-error.selection.remedy':
    'Das Feld ist vielleicht gesperrt, hat immer genau einen Wert ausgewählt, oder hat den Wert nicht.',
  'engine-error.field-selection.message':
    'Die Qlik-Engine hat die Auswahl im Feld „{field}“ nicht angenommen: {selection}.',
  'engine-error.field-selection.remedy':
    'Das Feld ist vielleicht gesperrt, hat immer genau einen Wert ausgewählt, oder hat den Wert nicht.',
  'engine-error.refusal.message': 'Die Qlik-Engine hat die Auswahl nicht angenommen.',
  'engine-error.refusal.remedy':
    'Das Feld ist vielleicht gesperrt, hat immer genau einen Wert ausgewählt, oder hat den Wert nicht.',
  'engine-error.field-refusal.message': 'Die Qlik-Engine hat die Auswahl im Feld „{field}“ nicht angenommen.',
  'engine-error.field-refusal.remedy':
    'Das Feld ist vielleicht gesperrt, hat immer genau einen Wert ausgewählt, oder hat den Wert nicht.',
  'engine-error.lock.message': 'Das Feld „{name}“ konnte nicht gesperrt werden.',
  'engine-error.lock.remedy': 'Wählen Sie vorher Werte darin aus.',
  'engine-error.state.message': 'Den alternativen Status „{name}“ gibt es in dieser App nicht.',
  'engine-error.state.remedy': 'Prüfen Sie den Namen, oder legen Sie ihn in „onOpen“ an.',
  'engine-error.initial-state.message':
    'Die App wurde ohne einen Teil ihres Anfangszustands geöffnet: {parts}.',
  'engine-error.initial-state.remedy':
    'Prüfen Sie die Namen der Felder und alternativen Status, die Werte und die Id des Lesezeichens.',
  'engine-error.form.message': 'Es ist nicht als Auswahl geschrieben.',
  'engine-error.form.remedy':
    'Geben Sie eine Liste von Auswahlen an, jede mit „field“ und „values“ (Texte und Zahlen) oder „search“ (ein Text).',
  'engine-error.stalled.message': 'Das Neuladen kam {limit} s lang nicht voran.',
  'engine-error.stalled.remedy': 'Laden Sie weniger Daten, oder lassen Sie dem Neuladen mehr Zeit.',
  'engine-error.bookmark-apply.message': 'Das Lesezeichen konnte nicht angewendet werden.',
  'engine-error.bookmark-apply.remedy': 'Es wurde vielleicht gelöscht oder gehört einem anderen Benutzer.',
  'engine-error.bookmark-delete.message': 'Das Lesezeichen konnte nicht gelöscht werden.',
  'engine-error.bookmark-delete.remedy': 'Es wurde vielleicht gelöscht oder gehört einem anderen Benutzer.',
  'engine-unavailable.message': 'Die Qlik-Engine ist gerade nicht verfügbar.',
  'engine-unavailable.reason.message': 'Die Qlik-Engine ist gerade nicht verfügbar: {reason}',
  'engine-unavailable.remedy': 'Versuchen Sie es in einem Moment erneut.',
  'engine-unavailable.1000.remedy':
    'Versuchen Sie es erneut. Wenn es wieder geschieht, wenden Sie sich an den Administrator: auf einem eigenen Server fehlt vielleicht eine Lizenz oder eine Engine. Oder dieser Benutzer hat fünf Sitzungen geöffnet: melden Sie sich dann in anderen Browsern und auf anderen Geräten ab, oder warten Sie, bis diese Sitzungen enden.',
  'embed-failed.message': 'Qlik konnte dies nicht anzeigen.',
  'embed-failed.reason.message': 'Qlik konnte dies nicht anzeigen: {reason}',
  'embed-failed.remedy': 'Prüfen Sie die Ids, und ob der angemeldete Benutzer es sehen darf.',
  'embed-failed.input.message': 'Diese Einbettung hat keine {input}, es gibt also nichts anzuzeigen.',
  'embed-failed.input.remedy':
    'Geben Sie {input} einen Wert. Wenn er später kommt, lassen Sie die Einbettung bis dahin weg: @if (…) { … }.',
  'embed-timeout.message': 'Qlik hat innerhalb von {limit} s nichts angezeigt.',
  'embed-timeout.remedy':
    'Versuchen Sie es erneut. Wenn es wieder geschieht, prüfen Sie die Ids und die Konsole.',
  'embed-frame-blocked.message': 'Diese Seite darf keine Rahmen von {address} anzeigen.',
  'embed-frame-blocked.remedy':
    'Ergänzen Sie dessen Adresse in „frame-src“ der Content-Security-Policy der Seite.',
  'export-failed.message': 'Die Datei konnte nicht erstellt werden.',
  'export-failed.reason.message': 'Die Datei konnte nicht erstellt werden: {reason}',
  'export-failed.remedy': 'Versuchen Sie es in einem Moment erneut.',
  'export-failed.size.remedy': 'Wählen Sie weniger Daten aus, oder exportieren Sie die Daten als CSV.',
  'export-failed.selections.remedy': 'Ändern Sie die Auswahlen, und exportieren Sie dann erneut.',
  'export-failed.one-value.remedy': 'Wählen Sie einen Wert in dem Feld aus, das immer genau einen braucht.',
  'export-failed.access.remedy':
    'Bitten Sie den Besitzer der App oder den Administrator um Zugriff; manche Objekte können nicht exportiert werden.',
  'export-failed.deleted.remedy':
    'Laden Sie die Seite neu: das Diagramm, das Arbeitsblatt oder die App wurde vielleicht gelöscht.',
  'export-failed.no-data.remedy': 'Ändern Sie die Auswahlen: es gibt keine Daten zum Exportieren.',
  'export-failed.busy.remedy':
    'Wählen Sie weniger Daten aus, oder versuchen Sie es erneut, wenn Qlik weniger ausgelastet ist.',
  'export-expired.message': 'Qlik bewahrt diese Datei nicht mehr auf.',
  'export-expired.remedy': 'Exportieren Sie erneut.',
  'export-canceled.message': 'Der Export wurde abgebrochen.',
  'export-canceled.remedy': 'Exportieren Sie erneut.',
  'export-unsupported.message': 'Dies kann nicht so exportiert werden.',
  'export-unsupported.reason.message': 'Dies kann nicht so exportiert werden: {reason}',
  'export-unsupported.remedy': 'Wählen Sie ein anderes Format.',
  'export-unsupported.format.message': '{connection} kann dies nicht als {format} exportieren.',
  'export-unsupported.format.remedy': 'Wählen Sie {formats}.',
  'export-unsupported.sheet-format.message': '{connection} kann dies nicht als {format} exportieren.',
  'export-unsupported.sheet-format.remedy': 'Exportieren Sie eines der Diagramme darin.',
  'export-unsupported.sheet.message': 'Ein Arbeitsblatt hat keine eigenen Daten.',
  'export-unsupported.sheet.remedy': 'Exportieren Sie eines seiner Diagramme, oder das Arbeitsblatt als PDF.',
  'export-unsupported.object.message': 'Dieses Objekt hat keine eigenen Daten.',
  'export-unsupported.object.remedy': 'Exportieren Sie eines der Diagramme darin.',
  'unexpected.message': 'Ein unerwarteter Fehler ist aufgetreten: {english}',
  'unexpected.remedy': 'Versuchen Sie es erneut. Wenn es wieder geschieht, melden Sie es mit diesen Angaben.',
  'fields.message': 'In diesen Feldern konnte nicht ausgewählt werden: {fields}.',
  'backend.remedy':
    'Das Backend der Anwendung antwortet nicht. Starten Sie es (npx ngx-qlik-backend, mit dieser Verbindung in seiner „secrets“-Datei), und lassen Sie seine Adresse zu ihm führen (in der Entwicklung „proxyConfig“ von ng serve).',
  'embed.loading': 'Wird geladen …',
  'embed.retry': 'Erneut versuchen',
  'export.cancel-hint': 'Wird exportiert. Mit der Escape-Taste brechen Sie ab.',
  'export.started': 'Der Export hat begonnen.',
  'export.canceled': 'Der Export wurde abgebrochen.',
  'export.done': '{name} ist fertig.',
  'export.failed': 'Der Export ist fehlgeschlagen: {message} {remedy}',
};
