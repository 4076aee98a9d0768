import numpy as np
flip_left_right = lambda images: np.einsum("mhwc,wv->mhvc", images, np.eye(images.shape[2])[::-1])
shift = lambda images, dy, dx: np.einsum("mhwc,gh,vw->mgvc", images, np.eye(images.shape[1], k=-dy), np.eye(images.shape[2], k=-dx))