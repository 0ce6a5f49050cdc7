/**
 * `auth@v1`, `invoke-fetch@v1` and `qix@v1` in one file: every client imports the first and then another one, and
 * they share most of their code. Separate files would cost another round trip and three times the requests.
 */
export * as auth from 'qlik-runtime:auth';
export * as invokeFetch from 'qlik-runtime:invoke-fetch';
export * as qix from 'qlik-runtime:qix';
