// One file for all tests: each file of its own loads Angular again.
import './compiled/portal-token.test.js';
import './own-runtime.test.mjs';
