export { AUTH_FEATURES as ɵAUTH_FEATURES } from './auth-features';
export { AUTH_RULES, type AuthRules } from './auth-rules';
export { checkConnection, type ConnectionRules, DUPLICATE_ID, findDuplicateIds } from './check-connection';
export {
  authorizeParametersField as ɵauthorizeParametersField,
  type FieldProblem,
  type FieldRule,
  type FieldRules,
  findMeant as ɵfindMeant,
  withoutCredentials as ɵwithoutCredentials,
} from './field-rules';
export { findSecret } from './find-secret';
