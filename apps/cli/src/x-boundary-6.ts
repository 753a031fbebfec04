import '@countersign/policy-server';
