"""Old against new: next invoices line by line, first renewals one by one."""
