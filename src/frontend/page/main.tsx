/** Entry of the page of `picsift open`. */

import { render } from 'preact';
import '../components/styles/base.css';
import '../components/styles/grid.css';
import '../components/styles/lightbox.css';
import './page.css';
import { Locale } from '../components/texts.ts';
import { Page } from './page.tsx';

document.documentElement.lang = navigator.language;
render(
  <Locale.Provider value={navigator.language}>
    <Page />
  </Locale.Provider>,
  document.body,
);
