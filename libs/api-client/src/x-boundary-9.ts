import '@countersign/contracts';
