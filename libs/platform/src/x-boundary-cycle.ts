import './x-boundary-13.js';
