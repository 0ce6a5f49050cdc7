/** Types for the used part of `qlik-modifiers`, which has none. */
declare module 'qlik-modifiers' {
  const commonJs: {
    readonly default: {
      /** Writes the expressions of measures with modifiers into properties. */
      applyModifiers(options: { readonly model: unknown; readonly properties: unknown }): Promise<boolean>;
    };
  };
  export default commonJs;
}
