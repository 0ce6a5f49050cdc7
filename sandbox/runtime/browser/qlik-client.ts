/**
 * `auth@v1`, `invoke-fetch@v1` and `qix@v1` in one file: every client asks for the first and then for another one, and
 * they share nearly all their code. Apart they would cost a round trip more and three times the requests.
 */
export * as auth from 'qlik-runtime:auth';
export * as invokeFetch from 'qlik-runtime:invoke-fetch';
export * as qix from 'qlik-runtime:qix';
