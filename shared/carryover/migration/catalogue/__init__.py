"""Products, prices, coupons, promotion codes and tax rates in the target."""
