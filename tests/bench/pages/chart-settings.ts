// Evaluated before Qlik's package, which reads its settings from the attributes of a script of the page.
interface Settings {
  readonly host: string;
  readonly clientId: string;
  readonly token: string;
}

const { host, clientId, token } = JSON.parse(sessionStorage.getItem('bench') ?? '{}') as Settings;

Object.assign(window, { benchAccessToken: () => Promise.resolve(token) });
Object.assign(document.querySelector('script')?.dataset ?? {}, {
  host,
  clientId,
  authType: 'oauth2',
  getAccessToken: 'benchAccessToken',
});
