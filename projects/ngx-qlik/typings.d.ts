/** Set by Angular's compiler: false in production builds, where developer texts are dropped. */
declare const ngDevMode: boolean;
