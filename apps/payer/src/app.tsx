import type { ReactNode } from 'react';
import './app.css';

const App = ({ children }: { readonly children?: ReactNode }) => children;

export default App;
