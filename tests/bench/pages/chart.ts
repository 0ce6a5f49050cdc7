// The alternative of S3: Qlik's web component as its documentation shows it, with the token at hand.
import './chart-settings.ts';
import '@qlik/embed-web-components';
