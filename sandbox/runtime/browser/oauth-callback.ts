// Qlik's auth code looks at `?code&state` of the page when it is evaluated and goes back to where the sign-in began.
import './qlik-client.ts';
