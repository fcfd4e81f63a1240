/** Entry of the gallery as an MCP app. */

import { render } from 'preact';
import '../components/styles/base.css';
import '../components/styles/grid.css';
import '../components/styles/lightbox.css';
import { App } from './app.tsx';

render(<App />, document.body);
