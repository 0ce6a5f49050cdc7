export { AUTH_TYPES, type AuthTypeFacts, type BuiltInAuthType, factsOfAuthType } from './auth-types';
