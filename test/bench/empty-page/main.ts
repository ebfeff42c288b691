// The smallest React page there is: what the interface is measured against.

import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root) createRoot(root).render(createElement('button', null, 'Empty'));
