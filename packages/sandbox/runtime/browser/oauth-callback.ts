// Qlik's auth code reads `?code&state` of the page when it is evaluated and returns to the page that started the sign-in.
import './qlik-client.ts';
