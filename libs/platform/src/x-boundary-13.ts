import './x-boundary-cycle.js';
