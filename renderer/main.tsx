import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { connectElectron } from './transport/electron-transport.ts';
import type { Transport } from './transport/transport.ts';
import { connectWebSocket } from './transport/websocket-transport.ts';
import './ui/tokens.css';
import './ui/base.css';

/** The engine of this page: the window's own when there is one, else the host that served the page. */
function connect(onReconnected: () => void): Transport {
  if (window.keyhole) return connectElectron(window.keyhole);
  const engine = new URL('/engine', location.href);
  engine.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return connectWebSocket(engine.href, { onReconnected });
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with id root');

let store: SessionStore | undefined;
const transport = connect(() => void store?.resync());
store = createSessionStore(transport);

createRoot(root).render(<App transport={transport} store={store} />);
