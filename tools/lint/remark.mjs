// @ts-check
import remarkValidateLinks from 'remark-validate-links';

/**
 * `npm run lint:links`: links between the documents, with their anchors. No network is used; addresses of other sites are not asked.
 */
export default {
  plugins: [[remarkValidateLinks, { repository: false }]],
};
