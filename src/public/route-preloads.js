// `npm run build` replaces this file: there it names, for each page, the bundles that the page needs.
