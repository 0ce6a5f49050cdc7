export { AUTH_TYPES, type AuthTypeFacts, factsOfAuthType } from './auth-types';
