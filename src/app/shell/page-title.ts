export { PageTitle } from '../page/page-title';
