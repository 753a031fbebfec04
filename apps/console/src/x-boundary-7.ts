import '@countersign/reporting-server';
