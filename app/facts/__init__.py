"""What officers say beside records: withdrawals, photos that will not come, suggestions."""
